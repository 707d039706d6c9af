import QtQuick
import QtQuick.Layouts
import Sluice.Model
import Sluice.Theme

// What the traffic does, on one screen.
Item {
    id: page

    required property GatewayModel gateway

    readonly property bool low: height > 0 && height < 700
    readonly property int gap: low ? 10 : Theme.gap
    readonly property real routesWidth: Math.max(220, Math.min(420, width * 0.25))
    // The tables have the height of their rows, within bounds; the charts have all the rest.
    readonly property real most: height * (low ? 0.53 : 0.55)
    readonly property real head: 60  // of a card, with its margins
    readonly property real leastEvents: head + (low ? 1 : 2) * 24
    readonly property int serverRows: Math.floor((most - leastEvents - gap - head - 24) / Theme.rowHeight)
    readonly property real serversHeight: Math.min(serversCard.implicitHeight, head + 24 + serverRows * Theme.rowHeight)
    readonly property int eventRows: Math.floor((most - serversHeight - gap - head) / 24)
    readonly property real eventsHeight: Math.min(eventsCard.implicitHeight, head + Math.min(eventRows, 8) * 24)
    readonly property real tablesHeight: serversHeight + gap + Math.max(leastEvents, eventsHeight)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: page.low ? 10 : 16
        spacing: page.gap

        TileRow {
            Layout.fillWidth: true
            low: page.low
            overview: page.gateway.overview
        }
        RowLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            spacing: page.gap

            ThroughputCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                events: page.gateway.events
                listenUrl: page.gateway.listenUrl
                overview: page.gateway.overview
            }
            LatencyCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                overview: page.gateway.overview
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.maximumHeight: page.tablesHeight
            Layout.minimumHeight: page.tablesHeight
            spacing: page.gap

            ColumnLayout {
                spacing: page.gap

                ServersCard {
                    id: serversCard

                    Layout.fillWidth: true
                    Layout.preferredHeight: page.serversHeight
                    servers: page.gateway.servers

                    onDutyAsked: (server, duty) => page.gateway.tuning.setDuty(server, duty)
                    onUndoAsked: page.gateway.tuning.undo.takeBack()
                    onWeightMoved: (server, weight) => page.gateway.tuning.setWeight(server, weight)
                    onWeightSettled: page.gateway.tuning.endGesture()
                }
                EventsCard {
                    id: eventsCard

                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    events: page.gateway.events
                }
            }
            RoutesCard {
                Layout.fillHeight: true
                Layout.maximumWidth: page.routesWidth
                Layout.minimumWidth: page.routesWidth
                routes: page.gateway.routes
            }
        }
    }
}
