pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The servers of one pool, with weights to move while the traffic flows.
Card {
    id: card

    required property ServerTableModel servers

    signal weightMoved(string server, real weight)
    signal weightSettled
    signal dutyAsked(string server, string duty)

    subtitle: servers.pool === "" ? "" : qsTr("pool %1 · %2").arg(servers.pool).arg(servers.strategy)
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
            visible: card.servers.pools.length > 1

            onChosen: index => card.servers.poolIndex = index
        }
    ]

    ServerColumns {
        id: grid

        width: list.width
    }
    ServerHeadings {
        id: headings

        columns: grid
        visible: list.count > 0
    }
    ListView {
        id: list

        Accessible.name: qsTr("Servers")
        Accessible.role: Accessible.Table
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.servers

        ScrollBar.vertical: ScrollBar {
        }
        delegate: ServerRow {
            columns: grid
            width: list.width

            onDutyAsked: duty => card.dutyAsked(name, duty)
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
