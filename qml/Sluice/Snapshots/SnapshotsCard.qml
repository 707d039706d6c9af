pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Takes snapshots, and lists those that are kept.
Card {
    id: card

    required property SnapshotTableModel snapshots

    signal exportAsked(string name)

    title: qsTr("Snapshots")
    tools: ActionButton {
        enabled: card.snapshots.ready
        implicitHeight: 26
        primary: true
        text: qsTr("Take")
        tip: card.snapshots.ready ? qsTr("Keep what was measured since the start") : qsTr("No gateway runs")

        onClicked: {
            card.snapshots.take(nameBox.text);
            nameBox.clear();
        }
    }

    TextBox {
        id: nameBox

        Accessible.name: qsTr("Name for the next snapshot")
        anchors.left: parent.left
        anchors.right: parent.right
        enabled: card.snapshots.ready
        font.family: Theme.family
        maximumLength: 80
        placeholderText: qsTr("Name, such as “before the change”")

        onAccepted: {
            card.snapshots.take(text);
            clear();
        }
    }
    ListView {
        id: list

        Accessible.name: card.title
        Accessible.role: Accessible.List
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: nameBox.bottom
        anchors.topMargin: 10
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.snapshots

        ScrollBar.vertical: ScrollBar {
        }
        delegate: SnapshotRow {
            id: row

            width: list.width

            onChosen: side => card.snapshots.choose(side, row.name)
            onExportAsked: card.exportAsked(row.name)
            onRemoved: card.snapshots.remove(row.name)
            onRenamed: to => card.snapshots.rename(row.name, to)
        }
    }
    StyledText {
        anchors.centerIn: list
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("None yet. Take one before a change and one after it, and compare them.")
        visible: list.count === 0
        width: list.width - 20
        wrapMode: Text.Wrap
    }
}
