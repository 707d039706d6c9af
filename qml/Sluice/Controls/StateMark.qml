import QtQuick
import QtQuick.Shapes
import Sluice.Model
import Sluice.Theme

// A state by shape, colour and word: circle is good, diamond asks for attention, triangle is bad,
// a ring is switched off.
Item {
    id: mark

    required property int kind
    property string text: ""

    readonly property color ink: [Theme.good, Theme.notice, Theme.bad, Theme.faint][kind]
    readonly property string outline: {
        switch (kind) {
        case Mark.Notice:
            return "M 5 0 L 10 5 L 5 10 L 0 5 Z";
        case Mark.Bad:
            return "M 5 0.5 L 10 9.5 L 0 9.5 Z";
        case Mark.Off:
            return "M 5 1 A 4 4 0 1 1 4.99 1 Z";
        default:
            return "M 5 0.5 A 4.5 4.5 0 1 1 4.99 0.5 Z";
        }
    }

    Accessible.name: text
    Accessible.role: Accessible.StaticText
    implicitHeight: Math.max(10, label.implicitHeight)
    implicitWidth: 10 + (text === "" ? 0 : 7 + label.implicitWidth)

    Shape {
        anchors.verticalCenter: parent.verticalCenter
        height: 10
        width: 10

        ShapePath {
            fillColor: mark.kind === Mark.Off ? "transparent" : mark.ink
            strokeColor: mark.kind === Mark.Off ? mark.ink : "transparent"
            strokeWidth: mark.kind === Mark.Off ? 1.5 : 0

            PathSvg {
                path: mark.outline
            }
        }
    }
    StyledText {
        id: label

        anchors.verticalCenter: parent.verticalCenter
        text: mark.text
        width: mark.width - x
        x: 17
    }
}
