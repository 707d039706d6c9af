pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model

// What changed in numbers.
Card {
    id: card

    required property SnapshotComparison comparison

    title: qsTr("Figures")

    Row {
        id: headings

        readonly property real column: Math.min(92, (parent.width - 100) / 3)

        anchors.right: parent.right

        Heading {
            horizontalAlignment: Text.AlignRight
            text: "A"
            width: headings.column
        }
        Heading {
            horizontalAlignment: Text.AlignRight
            text: "B"
            width: headings.column
        }
        Heading {
            horizontalAlignment: Text.AlignRight
            text: qsTr("change")
            width: headings.column
        }
    }
    RowList {
        id: list

        Accessible.name: card.title
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        model: card.comparison

        delegate: FigureRow {
            width: list.rowWidth
        }
    }
}
