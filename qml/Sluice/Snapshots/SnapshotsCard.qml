pragma ComponentBehavior: Bound

import QtQuick
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
        tip: {
            if (!card.snapshots.ready)
                return qsTr("No gateway runs");
            return card.snapshots.sinceStart ? qsTr("Keep what was measured since the start") : qsTr("Keep what was measured since the last snapshot");
        }

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
    StyledText {
        anchors.left: parent.left
        anchors.verticalCenter: span.verticalCenter
        color: Theme.muted
        font.pixelSize: Theme.small
        text: qsTr("Measured since")
    }
    Choice {
        id: span

        anchors.right: parent.right
        anchors.top: nameBox.bottom
        anchors.topMargin: 8
        current: card.snapshots.sinceStart ? 1 : 0
        implicitHeight: 26
        name: qsTr("Measured since")
        options: [qsTr("the last one"), qsTr("the start")]

        onChosen: index => card.snapshots.sinceStart = index === 1
    }
    RowList {
        id: list

        Accessible.name: card.title
        Accessible.role: Accessible.List
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: span.bottom
        anchors.topMargin: 10
        model: card.snapshots

        delegate: SnapshotRow {
            id: row

            width: list.rowWidth

            onChosen: side => card.snapshots.choose(side, row.name)
            onExportAsked: card.exportAsked(row.name)
            onRemoved: removal.ask(row.name)
            onRenamed: to => card.snapshots.rename(row.name, to)
        }
    }
    AskDialog {
        id: removal

        property string name

        careful: true
        question: qsTr("“%1” and what was measured in it are deleted from this computer.").arg(name)
        title: qsTr("Delete the snapshot?")
        yes: qsTr("Delete")

        function ask(snapshot: string) {
            name = snapshot;
            open();
        }

        onAgreed: card.snapshots.remove(name)
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
