import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// One figure of both snapshots, and how it changed.
Item {
    id: figure

    required property string title
    required property string before
    required property string after
    required property string change
    required property int mark

    readonly property real column: Math.min(92, (width - 100) / 3)

    Accessible.name: qsTr("%1: A %2, B %3, change %4").arg(title).arg(before).arg(after).arg(change)
    Accessible.role: Accessible.Row
    implicitHeight: 26

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    StyledText {
        anchors.verticalCenter: parent.verticalCenter
        text: figure.title
        width: parent.width - 3 * figure.column
    }
    Row {
        anchors.right: parent.right
        height: parent.height

        NumberCell {
            text: figure.before
            title: qsTr("A")
            width: figure.column
        }
        NumberCell {
            text: figure.after
            title: qsTr("B")
            width: figure.column
        }
        NumberCell {
            color: [Theme.good, Theme.notice, Theme.bad, Theme.muted][figure.mark]
            text: figure.mark === Mark.Bad ? "▲ " + figure.change : figure.mark === Mark.Good ? "✓ " + figure.change : figure.change
            title: qsTr("Change")
            width: figure.column
        }
    }
}
