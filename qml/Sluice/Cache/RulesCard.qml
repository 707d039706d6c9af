pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model

// For how long answers are kept, where the servers leave it open.
Card {
    id: card

    required property CacheRuleModel rules
    required property PoolTuning tuning
    required property int maxRows

    readonly property string undoText: tuning.undo.text

    bodyHeight: Math.max(1, Math.min(maxRows, list.count)) * 30 + 6 + make.implicitHeight
    subtitle: qsTr("for answers from now on")
    title: qsTr("TTL rules")
    tools: ActionButton {
        enabled: card.undoText !== ""
        implicitHeight: 26
        text: qsTr("Undo")
        tip: card.undoText === "" ? qsTr("Nothing to undo (Ctrl+Z)") : qsTr("Undo %1 (Ctrl+Z)").arg(card.undoText)

        onClicked: card.tuning.undo.takeBack()
    }

    RowList {
        id: list

        Accessible.name: card.title
        anchors.bottom: make.top
        anchors.bottomMargin: 6
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        model: card.rules

        delegate: RuleRow {
            rules: card.rules
            width: list.rowWidth

            onUndoAsked: card.tuning.undo.takeBack()
        }
    }
    NewRule {
        id: make

        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        rules: card.rules
    }
}
