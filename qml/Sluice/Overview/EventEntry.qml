import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Theme

// When it was, what it is about, and what happened.
Item {
    id: event

    required property string time
    required property string label
    required property string subject
    required property string text
    required property int mark

    Accessible.name: time + " " + label + " " + subject + " " + text
    Accessible.role: Accessible.ListItem
    implicitHeight: 24

    RowLayout {
        anchors.fill: parent
        spacing: 8

        StyledText {
            color: Theme.faint
            font.pixelSize: Theme.small
            mono: true
            text: event.time
        }
        StateMark {
            kind: event.mark
        }
        StyledText {
            font.pixelSize: Theme.small
            text: event.label
            visible: text !== ""
        }
        StyledText {
            Layout.fillWidth: true
            Layout.maximumWidth: Math.ceil(implicitWidth)
            elide: Text.ElideMiddle
            font.pixelSize: Theme.small
            mono: true
            text: event.subject
            visible: text !== ""
        }
        StyledText {
            Layout.fillWidth: true
            Layout.minimumWidth: Math.min(implicitWidth, parent.width / 2)
            color: Theme.muted
            font.pixelSize: Theme.small
            text: event.text
        }
    }
}
