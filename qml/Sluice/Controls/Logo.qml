import QtQuick
import QtQuick.Shapes
import Sluice.Theme

// The gate of a sluice, half raised, with water passing under it. As resources/icons/sluice.svg.
Shape {
    implicitHeight: 24
    implicitWidth: 24

    ShapePath {
        fillColor: Theme.accent
        strokeColor: "transparent"

        PathSvg {
            path: "M 3 3 H 6.4 V 21 H 3 Z M 17.6 3 H 21 V 21 H 17.6 Z"
        }
    }
    ShapePath {
        fillColor: Theme.muted
        strokeColor: "transparent"

        PathSvg {
            path: "M 7.6 3 H 16.4 V 10.5 H 7.6 Z"
        }
    }
    ShapePath {
        capStyle: ShapePath.RoundCap
        fillColor: "transparent"
        strokeColor: Theme.teal
        strokeWidth: 2

        PathSvg {
            path: "M 6.8 14.6 C 8.6 12.8 10.3 12.8 12 14.6 S 15.4 16.4 17.2 14.6 M 6.8 19.2 C 8.6 17.4 10.3 17.4 12 19.2 S 15.4 21 17.2 19.2"
        }
    }
}
