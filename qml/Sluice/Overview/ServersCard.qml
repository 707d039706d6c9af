pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The servers of one pool, with weights to move while the traffic flows.
Card {
    id: card

    required property ServerTableModel servers

    signal weightMoved(string server, real weight)
    signal weightSettled
    signal undoAsked
    signal dutyAsked(string server, string duty)

    subtitle: servers.pool === "" ? "" : qsTr("pool %1 · %2").arg(servers.pool).arg(servers.strategy)
    bodyHeight: headings.height + Math.max(1, list.count) * Theme.rowHeight
    title: qsTr("Servers")
    tools: [
        StyledText {
            anchors.verticalCenter: parent ? parent.verticalCenter : undefined
            color: Theme.muted
            font.pixelSize: Theme.small
            text: qsTr("Share: bar is measured, tick is expected")
            visible: card.width > 820
        },
        Choice {
            anchors.verticalCenter: parent ? parent.verticalCenter : undefined
            current: card.servers.poolIndex
            implicitHeight: 26
            name: qsTr("Pool")
            options: card.servers.pools
            room: card.width * 0.55
            visible: card.servers.pools.length > 1

            onChosen: index => card.servers.poolIndex = index
        }
    ]

    ServerColumns {
        id: grid

        longestName: card.servers.longestName
        width: list.rowWidth
    }
    ServerHeadings {
        id: headings

        columns: grid
        visible: list.count > 0
    }
    RowList {
        id: list

        Accessible.name: qsTr("Servers")
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        model: card.servers

        delegate: ServerRow {
            columns: grid
            pool: card.servers.pool
            weightTop: card.servers.weightTop
            width: list.rowWidth

            onDutyAsked: duty => card.dutyAsked(name, duty)
            onUndoAsked: card.undoAsked()
            onWeightMoved: weight => card.weightMoved(name, weight)
            onWeightSettled: card.weightSettled()
        }
    }
    StyledText {
        anchors.centerIn: parent
        color: Theme.muted
        text: qsTr("No pool yet. Add a [pools.NAME] section to the configuration; it is read again when saved.")
        visible: list.count === 0
    }
}
