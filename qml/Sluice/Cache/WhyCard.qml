pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Why an answer is stored, or is not, and the rule that decided.
Card {
    id: card

    required property CacheExplanationModel explanation

    readonly property bool waiting: explanation.state === CacheExplanationModel.Waiting
    readonly property bool told: explanation.state === CacheExplanationModel.Ready || explanation.state === CacheExplanationModel.Failed
    readonly property string problem: explanation.fieldsProblem(fields.text)

    title: qsTr("Why was this not cached?")
    tools: ActionButton {
        enabled: card.explanation.mayAsk
        implicitHeight: 26
        primary: card.explanation.unknown
        text: qsTr("Ask the server")
        tip: qsTr("Send one GET through the gateway, and explain what becomes of its answer")

        onClicked: card.explanation.askServer()
    }

    function ask(asked: string) {
        url.text = asked;
        url.cursorPosition = 0;
        explain();
    }

    function explain() {
        if (problem === "")
            explanation.explain(url.text, fields.text);
    }

    TextBox {
        id: url

        Accessible.name: qsTr("URL to explain")
        anchors.left: parent.left
        anchors.right: button.left
        anchors.rightMargin: 6
        font.pixelSize: Theme.small
        implicitHeight: 26
        maximumLength: 4000
        placeholderText: qsTr("URL or path: /orders/7")

        onAccepted: card.explain()
    }
    ActionButton {
        id: button

        anchors.right: parent.right
        enabled: url.text.trim() !== "" && card.problem === "" && !card.waiting
        implicitHeight: 26
        text: qsTr("Explain")

        onClicked: card.explain()
    }
    TextBox {
        id: fields

        Accessible.name: qsTr("Fields of the request")
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: url.bottom
        anchors.topMargin: 6
        font.pixelSize: Theme.small
        implicitHeight: 26
        maximumLength: 4000
        placeholderText: qsTr("Request fields: Accept: text/html | Cookie: a=1")
        wrong: card.problem !== ""

        onAccepted: card.explain()

        Tip {
            text: card.problem
            visible: fields.wrong && fields.activeFocus
        }
    }
    StateMark {
        id: verdict

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: fields.bottom
        anchors.topMargin: 8
        kind: card.explanation.mark
        visible: card.told
    }
    StyledText {
        id: summary

        anchors.left: parent.left
        anchors.leftMargin: 17
        anchors.right: parent.right
        anchors.top: fields.bottom
        anchors.topMargin: 7
        font.weight: Font.Medium
        maximumLineCount: 3
        text: card.explanation.summary
        visible: card.told
        wrapMode: Text.Wrap
    }
    StyledText {
        id: answer

        anchors.left: summary.left
        anchors.right: parent.right
        anchors.top: summary.bottom
        anchors.topMargin: 2
        color: Theme.muted
        font.pixelSize: Theme.tiny
        mono: true
        text: card.explanation.answer
        visible: card.told
    }
    ListView {
        id: list

        Accessible.name: qsTr("The rules that were looked at")
        Accessible.role: Accessible.List
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: answer.bottom
        anchors.topMargin: 4
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.explanation
        visible: card.told

        ScrollBar.vertical: ScrollBar {
        }
        delegate: StepRow {
            width: list.width - 8
        }
    }
    StyledText {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: fields.bottom
        anchors.topMargin: 10
        color: Theme.muted
        font.pixelSize: Theme.small
        text: card.waiting ? qsTr("Asking…") : qsTr("Type a URL, or press the question mark of a stored one: you see what a request for it gets, and which rule decided what became of the last answer.")
        visible: !card.told
        wrapMode: Text.Wrap
    }
}
