pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What changed in the configuration.
Card {
    id: card

    required property SnapshotComparison comparison

    readonly property bool both: comparison.first !== "" && comparison.second !== ""

    title: qsTr("Configuration")

    RowList {
        id: list

        Accessible.name: card.title
        Accessible.role: Accessible.List
        anchors.fill: parent
        model: card.comparison.settings
        spacing: 6

        delegate: StyledText {
            required property string modelData

            Accessible.name: text
            Accessible.role: Accessible.ListItem
            font.pixelSize: Theme.small
            mono: true
            text: modelData
            width: list.rowWidth
            wrapMode: Text.WrapAnywhere
        }
    }
    StyledText {
        anchors.left: parent.left
        anchors.right: parent.right
        color: Theme.muted
        text: card.both ? qsTr("The same in both.") : qsTr("What differs between A and B is listed here.")
        visible: list.count === 0
        wrapMode: Text.Wrap
    }
}
