import QtQuick
import Sluice.Controls
import Sluice.Theme

Row {
    id: event

    required property string time
    required property string label
    required property string subject
    required property string text
    required property int mark

    Accessible.name: time + " " + label + " " + subject + " " + text
    Accessible.role: Accessible.StaticText
    spacing: 8

    StyledText {
        color: Theme.faint
        font.pixelSize: Theme.small
        mono: true
        text: event.time
    }
    StateMark {
        anchors.verticalCenter: parent.verticalCenter
        kind: event.mark
    }
    StyledText {
        font.pixelSize: Theme.small
        text: event.label
        visible: text !== ""
    }
    StyledText {
        font.pixelSize: Theme.small
        mono: true
        text: event.subject
        visible: text !== ""
    }
    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: event.text
        width: Math.min(implicitWidth, 420)
    }
}
