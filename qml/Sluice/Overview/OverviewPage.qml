import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What the traffic does, on one screen.
Item {
    id: page

    required property GatewayModel gateway

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: page.height < 700 ? 10 : 16
        spacing: page.height < 700 ? 10 : Theme.gap

        TileRow {
            Layout.fillWidth: true
            overview: page.gateway.overview
        }
        RowLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredHeight: 3
            spacing: Theme.gap

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
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredHeight: 4
            spacing: Theme.gap

            ServersCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.minimumWidth: 690
                Layout.preferredWidth: 900
                servers: page.gateway.servers

                onDutyAsked: (server, duty) => page.gateway.tuning.setDuty(server, duty)
                onWeightMoved: (server, weight) => page.gateway.tuning.setWeight(server, weight)
                onWeightSettled: page.gateway.tuning.endGesture()
            }
            RoutesCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumWidth: 280
                // Of the window: a change while the page is laid out would come too late.
                Layout.minimumWidth: Window.width > 1280 ? 256 : 220
                Layout.preferredWidth: Layout.minimumWidth
                routes: page.gateway.routes
            }
        }
        EventStrip {
            Layout.fillWidth: true
            events: page.gateway.events
        }
    }
}
