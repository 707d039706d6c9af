pragma ComponentBehavior: Bound

import QtQuick
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

    RowList {
        id: list

        Accessible.name: qsTr("Top routes")
        Accessible.role: Accessible.List
        anchors.fill: parent
        model: card.routes

        delegate: RouteRow {
            width: list.rowWidth
        }
    }
    StyledText {
        anchors.centerIn: parent
        color: Theme.muted
        text: qsTr("No routes yet.")
        visible: list.count === 0
    }
}
