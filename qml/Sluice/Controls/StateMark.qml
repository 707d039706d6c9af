import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// A state by shape, colour and word: circle is good, diamond asks for attention, triangle is bad,
// a ring is switched off.
Item {
    id: mark

    required property int kind
    property string text: ""
    property int fontSize: Theme.normal
    property string tip: label.truncated ? text : ""

    readonly property color ink: [Theme.good, Theme.notice, Theme.bad, Theme.faint][kind]
    readonly property bool round: kind === Mark.Good || kind === Mark.Off
    readonly property string outline: kind === Mark.Notice ? "M 5 0 L 10 5 L 5 10 L 0 5 Z" : "M 5 0.5 L 10 9.5 L 0 9.5 Z"

    ToolTip.delay: 600
    ToolTip.text: tip
    ToolTip.visible: tip !== "" && hover.hovered
    Accessible.ignored: text === ""
    Accessible.name: text
    Accessible.role: Accessible.StaticText
    implicitHeight: Math.max(10, label.implicitHeight)
    implicitWidth: 10 + (text === "" ? 0 : 7 + label.implicitWidth)

    HoverHandler {
        id: hover

        enabled: mark.tip !== ""
        margin: 3
    }
    // Drawn so small, it would have corners.
    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        border.color: mark.ink
        border.width: 1.5
        color: mark.kind === Mark.Off ? "transparent" : mark.ink
        height: 9
        radius: 4.5
        visible: mark.round
        width: 9
    }
    Icon {
        anchors.verticalCenter: parent.verticalCenter
        color: mark.ink
        filled: true
        height: 10
        path: mark.outline
        visible: !mark.round
        width: 10
    }
    StyledText {
        id: label

        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: mark.fontSize
        text: mark.text
        tip: ""
        width: mark.width - x
        x: 17
    }
}
