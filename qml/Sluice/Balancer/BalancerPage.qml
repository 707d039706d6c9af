import QtQuick
import QtQuick.Layouts
import Sluice.Model
import Sluice.Theme

// How one pool balances, and everything that can be changed of it while traffic flows.
Item {
    id: page

    required property GatewayModel gateway

    // In the place of the what-if.
    property bool showsResilience: false

    readonly property bool narrow: width < 1100
    readonly property bool low: height > 0 && height < 700
    readonly property int gap: low ? 10 : Theme.gap

    RowLayout {
        anchors.fill: parent
        anchors.margins: page.low ? 10 : 16
        spacing: page.gap

        // By anchors: a layout misses a height that changes while its page comes into sight.
        Item {
            Layout.fillHeight: true
            Layout.maximumWidth: page.narrow ? 208 : 250
            Layout.minimumWidth: page.narrow ? 208 : 250

            PoolCard {
                id: pool

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.top: parent.top
                balancer: page.gateway.balancer
                height: implicitHeight
                low: page.low
                servers: page.gateway.servers
            }
            StrategyCard {
                anchors.bottom: parent.bottom
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.top: pool.bottom
                anchors.topMargin: page.gap
                balancer: page.gateway.balancer
                low: page.low

                onChosen: strategy => page.gateway.tuning.setStrategy(strategy)
            }
        }
        ColumnLayout {
            spacing: page.gap

            TuningCard {
                Layout.fillWidth: true
                maxRows: page.low ? 4 : page.height < 800 ? 5 : 8
                servers: page.gateway.servers
                tuning: page.gateway.tuning
            }
            RowLayout {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.minimumHeight: 140
                Layout.preferredHeight: 200
                spacing: page.gap

                SharesCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    changes: page.gateway.balancer.changes
                    history: page.gateway.balancer.history
                    listenUrl: page.gateway.listenUrl
                }
                LatencyCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    changes: page.gateway.balancer.changes
                    history: page.gateway.balancer.history
                }
            }
            WhatIfCard {
                id: comparison

                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumHeight: implicitHeight
                Layout.minimumHeight: 130
                Layout.preferredHeight: implicitHeight
                visible: !page.showsResilience
                whatIf: page.gateway.whatIf

                onTurned: {
                    page.showsResilience = true;
                    resilience.takeFocus();
                }
                onSwitched: strategy => page.gateway.tuning.setStrategy(strategy)
            }
            ResilienceCard {
                id: resilience

                Layout.fillWidth: true
                balancer: page.gateway.balancer
                pool: page.gateway.servers.pool
                visible: page.showsResilience

                onUndoAsked: page.gateway.tuning.undo.takeBack()
                onAsked: (key, value) => page.gateway.tuning.setSetting(key, value)
                onTurned: {
                    page.showsResilience = false;
                    comparison.takeFocus();
                }
            }
        }
    }
}
