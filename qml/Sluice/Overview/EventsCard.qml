pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What happened last, newest first.
Card {
    id: card

    required property EventModel events

    bodyHeight: Math.max(1, list.count) * 24
    title: qsTr("Events")

    RowList {
        id: list

        Accessible.name: card.title
        Accessible.role: Accessible.List
        anchors.fill: parent
        model: card.events

        delegate: EventEntry {
            width: list.rowWidth
        }
    }
    StyledText {
        color: Theme.muted
        text: qsTr("Nothing yet. Changes of weights, reloads and errors show here.")
        visible: list.count === 0
        width: parent.width
    }
}
