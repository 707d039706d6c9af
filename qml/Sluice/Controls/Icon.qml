import QtQuick
import QtQuick.Shapes
import Sluice.Theme

// A line drawing on a grid of 16 × 16.
Shape {
    id: icon

    required property string path
    property color color: Theme.muted

    implicitHeight: 16
    implicitWidth: 16
    // Without it, what is scrolled out of sight would be drawn when it is drawn in memory.
    layer.enabled: true

    ShapePath {
        capStyle: ShapePath.RoundCap
        fillColor: "transparent"
        joinStyle: ShapePath.RoundJoin
        strokeColor: icon.color
        strokeWidth: 1.5

        PathSvg {
            path: icon.path
        }
    }
}
