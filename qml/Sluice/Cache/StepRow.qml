import QtQuick
import Sluice.Controls
import Sluice.Theme

// A rule that was looked at; the one that decided stands out.
Item {
    id: step

    required property string text
    required property string section
    required property bool decided
    required property string title

    Accessible.name: qsTr("%1, %2").arg(text).arg(section)
    Accessible.role: Accessible.ListItem
    implicitHeight: column.implicitHeight + 6

    Column {
        id: column

        spacing: 1
        width: parent.width
        y: 3

        StyledText {
            bottomPadding: 3
            color: Theme.faint
            font.pixelSize: Theme.tiny
            text: step.title
            topPadding: 4
            visible: text !== ""
        }
        StyledText {
            color: step.decided ? Theme.text : Theme.muted
            font.pixelSize: Theme.small
            font.weight: step.decided ? Font.DemiBold : Font.Normal
            leftPadding: 16
            text: step.text
            width: parent.width
            wrapMode: Text.Wrap

            StyledText {
                color: step.decided ? Theme.accent : Theme.faint
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
                text: step.decided ? "▸" : "✓"
            }
        }
        StyledText {
            color: step.decided ? Theme.accent : Theme.faint
            font.pixelSize: Theme.tiny
            leftPadding: 16
            text: step.section
            visible: step.decided
            width: parent.width
        }
    }
}
