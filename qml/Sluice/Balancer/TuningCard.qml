pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The pool's servers: what each should get, what it gets, and why.
Card {
    id: card

    required property ServerTableModel servers
    required property PoolTuning tuning
    required property int maxRows

    readonly property string undoText: tuning.undo.text

    bodyHeight: headings.height + Math.max(1, Math.min(maxRows, list.count)) * Theme.rowHeight
    subtitle: grid.roomy ? qsTr("drag a weight: the tick (expected) moves at once, the bar (measured) follows the traffic") : qsTr("tick: expected · bar: measured")
    title: qsTr("Servers")
    tools: [
        ActionButton {
            enabled: card.undoText !== ""
            implicitHeight: 26
            text: card.undoText === "" || card.undoText.length > 26 || !grid.roomy ? qsTr("Undo") : qsTr("Undo %1").arg(card.undoText)
            tip: card.undoText === "" ? qsTr("Nothing to undo (Ctrl+Z)") : qsTr("Undo %1 (Ctrl+Z)").arg(card.undoText)

            onClicked: card.tuning.undo.takeBack()
        },
        ActionButton {
            enabled: !card.servers.equal
            implicitHeight: 26
            text: qsTr("Equal weights")
            tip: qsTr("Every weight to 1")

            onClicked: card.tuning.equalizeWeights()
        }
    ]

    ServerColumns {
        id: grid

        longestName: card.servers.longestName
        tuning: true
        width: list.rowWidth
    }
    TuningHeadings {
        id: headings

        columns: grid
        visible: list.count > 0
    }
    RowList {
        id: list

        Accessible.name: qsTr("Servers")
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        model: card.servers

        delegate: TuningRow {
            columns: grid
            pool: card.servers.pool
            weightTop: card.servers.weightTop
            width: list.rowWidth

            onDutyAsked: duty => card.tuning.setDuty(name, duty)
            onUndoAsked: card.tuning.undo.takeBack()
            onWeightMoved: weight => card.tuning.setWeight(name, weight)
            onWeightSettled: card.tuning.endGesture()
        }
    }
    StyledText {
        anchors.centerIn: parent
        color: Theme.muted
        text: qsTr("No server yet. Add a [pools.NAME] section with servers to the configuration; it is read again when saved.")
        visible: list.count === 0
        width: Math.min(implicitWidth, parent.width)
    }
}
