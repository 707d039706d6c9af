pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The busiest routes.
Card {
    id: card

    required property RouteTableModel routes

    title: qsTr("Top routes")
    tools: StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: qsTr("req/s · p99 ms")
    }

    ListView {
        id: list

        Accessible.name: qsTr("Top routes")
        Accessible.role: Accessible.List
        anchors.fill: parent
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.routes

        ScrollBar.vertical: ScrollBar {
        }
        delegate: RouteRow {
            width: list.width
        }
    }
    StyledText {
        anchors.centerIn: parent
        color: Theme.muted
        text: qsTr("No routes yet.")
        visible: list.count === 0
    }
}
