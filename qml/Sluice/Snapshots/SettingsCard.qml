pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What changed in the configuration.
Card {
    id: card

    required property SnapshotComparison comparison

    readonly property bool both: comparison.first !== "" && comparison.second !== ""

    title: qsTr("Configuration")

    ListView {
        id: list

        Accessible.name: card.title
        Accessible.role: Accessible.List
        anchors.fill: parent
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.comparison.settings
        spacing: 6

        ScrollBar.vertical: ScrollBar {
        }
        delegate: StyledText {
            required property string modelData

            Accessible.name: text
            Accessible.role: Accessible.ListItem
            font.pixelSize: Theme.small
            mono: true
            text: modelData
            width: list.width
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
