pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
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

    ListView {
        id: list

        Accessible.name: card.title
        Accessible.role: Accessible.Table
        anchors.bottom: make.top
        anchors.bottomMargin: 6
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.rules

        ScrollBar.vertical: ScrollBar {
        }
        delegate: RuleRow {
            rules: card.rules
            width: list.width - (list.interactive ? 8 : 0)
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
