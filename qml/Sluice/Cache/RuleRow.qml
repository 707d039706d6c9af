import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// For how long the answers below a path are kept.
Item {
    id: rule

    required property CacheRuleModel rules
    required property string prefix
    required property string ttl
    required property bool overrides
    required property bool saved

    signal undoAsked

    readonly property bool isDefault: prefix === ""

    Accessible.name: isDefault ? qsTr("Elsewhere, %1").arg(ttl) : qsTr("%1, %2").arg(prefix).arg(ttl)
    Accessible.role: Accessible.Row
    implicitHeight: 30

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    StyledText {
        id: name

        anchors.left: parent.left
        anchors.right: unsaved.left
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        color: rule.isDefault ? Theme.muted : Theme.text
        elide: Text.ElideMiddle
        font.pixelSize: Theme.small
        mono: !rule.isDefault
        text: rule.isDefault ? qsTr("elsewhere, where the server is silent") : rule.prefix
        tip: rule.isDefault ? text + "\n" + qsTr("default_ttl: not for URLs with a query, cookies, credentials or unknown fields, nor for reloads") : rule.prefix
    }
    StateMark {
        id: unsaved

        Accessible.name: qsTr("not saved")
        anchors.right: over.left
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        kind: Mark.Notice
        visible: !rule.saved
        width: visible ? implicitWidth : 0
        tip: qsTr("Not as in the file: Save writes it")
    }
    ActionButton {
        id: over

        Accessible.checkable: true
        Accessible.checked: rule.overrides
        Accessible.name: qsTr("%1 overrides the server").arg(rule.prefix)
        anchors.right: box.left
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        horizontalPadding: 7
        implicitHeight: 24
        text: rule.overrides ? qsTr("overrides") : qsTr("fills in")
        tip: rule.overrides ? qsTr("Counts also where the server says something else") : qsTr("Counts where the server says nothing")
        visible: !rule.isDefault
        width: visible ? implicitWidth : 0

        onClicked: rule.rules.setOverrides(rule.prefix, !rule.overrides)
    }
    ValueBox {
        id: box

        Accessible.name: rule.isDefault ? qsTr("TTL elsewhere") : qsTr("TTL of %1").arg(rule.prefix)
        anchors.right: remove.left
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        horizontalAlignment: TextInput.AlignRight
        implicitHeight: 24
        leftPadding: 4
        maximumLength: 12
        rightPadding: 6
        subject: rule.prefix
        value: rule.ttl
        width: 58
        wrong: problem !== ""

        readonly property string problem: rule.rules.ttlProblem(text)

        onEntered: text => rule.rules.setTtl(rule.prefix, text)
        onUndoAsked: rule.undoAsked()

        Tip {
            text: box.problem
            visible: box.wrong && box.activeFocus
        }
    }
    IconButton {
        id: remove

        Accessible.name: qsTr("Remove the rule of %1").arg(rule.prefix)
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        enabled: !rule.isDefault
        opacity: rule.isDefault ? 0 : 1
        path: "M 4 4 L 12 12 M 12 4 L 4 12"
        text: qsTr("Remove the rule")

        onClicked: rule.rules.remove(rule.prefix)
    }
}
