import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// A rule in the making.
Item {
    id: make

    required property CacheRuleModel rules

    readonly property string prefixProblem: rules.prefixProblem(prefix.text)
    readonly property string ttlProblem: rules.ttlProblem(ttl.text)
    readonly property bool ready: prefixProblem === "" && ttlProblem === ""

    implicitHeight: 26

    function add() {
        if (!rules.add(prefix.text, ttl.text))
            return;
        prefix.clear();
        ttl.text = "5m";
    }

    TextBox {
        id: prefix

        Accessible.name: qsTr("Path of a new rule")
        anchors.left: parent.left
        anchors.right: ttl.left
        anchors.rightMargin: 6
        font.pixelSize: Theme.small
        implicitHeight: 26
        maximumLength: 200
        placeholderText: qsTr("New rule for a path: /static")
        wrong: text !== "" && make.prefixProblem !== ""

        onAccepted: make.add()

        Tip {
            text: make.prefixProblem
            visible: prefix.wrong && prefix.activeFocus
        }
    }
    TextBox {
        id: ttl

        Accessible.name: qsTr("TTL of a new rule")
        anchors.right: button.left
        anchors.rightMargin: 6
        font.pixelSize: Theme.small
        horizontalAlignment: TextInput.AlignRight
        implicitHeight: 26
        leftPadding: 4
        maximumLength: 12
        rightPadding: 6
        text: "5m"
        width: 58
        wrong: make.ttlProblem !== ""

        onAccepted: make.add()

        Tip {
            text: make.ttlProblem
            visible: ttl.wrong && ttl.activeFocus
        }
    }
    ActionButton {
        id: button

        anchors.right: parent.right
        enabled: make.ready
        implicitHeight: 26
        text: qsTr("Add")

        onClicked: make.add()
    }
}
