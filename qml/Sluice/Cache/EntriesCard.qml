pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What is stored.
Card {
    id: card

    required property CacheModel cache

    readonly property CacheContentsModel contents: cache.contents

    signal explainAsked(string url)

    subtitle: cache.purged !== "" ? qsTr("%1 · %2").arg(contents.summary).arg(cache.purged) : contents.summary
    title: qsTr("Stored")
    tools: ActionButton {
        implicitHeight: 26
        text: qsTr("Purge…")
        tip: qsTr("Remove stored answers: by URL, prefix, pattern or tag, or all")

        onClicked: purgeDialog.open()
    }

    TextBox {
        id: box

        Accessible.name: qsTr("Search in URLs")
        anchors.left: parent.left
        anchors.right: orderChoice.left
        anchors.rightMargin: 10
        font.family: Theme.family
        maximumLength: 200
        placeholderText: qsTr("Search in URLs")

        Keys.onEscapePressed: clear()
        onTextChanged: card.contents.search = text
    }
    Choice {
        id: orderChoice

        anchors.right: parent.right
        current: card.contents.order
        name: qsTr("First")
        options: [qsTr("Largest"), qsTr("Most used"), qsTr("Newest")]

        onChosen: index => card.contents.order = index
    }
    EntryColumns {
        id: grid

        width: list.rowWidth
    }
    EntryHeadings {
        id: headings

        anchors.top: box.bottom
        anchors.topMargin: 4
        columns: grid
    }
    RowList {
        id: list

        Accessible.name: card.title
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        follows: false
        model: card.contents

        delegate: EntryRow {
            columns: grid
            width: list.rowWidth

            onExplainAsked: card.explainAsked(url)
            onPurgeAsked: removal.ask(url)
        }
    }
    StyledText {
        anchors.centerIn: list
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
        text: card.contents.search === "" ? qsTr("Nothing is stored yet. Answers come here as soon as a server or a rule allows it.") : qsTr("No stored URL has “%1” in it.").arg(card.contents.search)
        visible: list.count === 0
        width: list.width - 20
        wrapMode: Text.Wrap
    }
    AskDialog {
        id: removal

        property string url

        question: qsTr("The stored answer of %1 goes; the next request for it goes to a server.").arg(url)
        title: qsTr("Purge it?")
        yes: qsTr("Purge it")

        function ask(stored: string) {
            url = stored;
            open();
        }

        onAgreed: card.cache.purge("url:" + url)
    }
    PurgeDialog {
        id: purgeDialog

        cache: card.cache
    }
}
