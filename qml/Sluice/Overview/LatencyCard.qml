import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Overview
import Sluice.Theme

// Percentiles over the spread of all latencies, on a log scale.
Card {
    id: card

    required property OverviewModel overview

    // The spread is known of the last minutes only.
    readonly property bool longRange: overview.range > 300

    subtitle: overview.range > 3600 ? qsTr("slowest of every four minutes") : qsTr("all requests, log scale")
    title: qsTr("Latency")
    tools: [
        LegendEntry {
            ink: Theme.line
            text: qsTr("p50")
        },
        LegendEntry {
            ink: Theme.notice
            text: qsTr("p99")
        }
    ]

    function redraw() {
        overview.p50.copyTo(p50, overview.range);
        overview.p99.copyTo(p99, overview.range);
    }

    Component.onCompleted: redraw()

    Connections {
        function onPublished() {
            card.redraw();
        }

        target: card.overview
    }
    PlotFrame {
        anchors.fill: parent
        labels: card.overview.latencyLabels
        range: card.overview.range

        LatencyHeatMap {
            anchors.fill: parent
            bands: card.overview.bands
            color: Theme.accent
            range: card.overview.range
            topPower: card.overview.latencyTop
            visible: !card.longRange
        }
        Plot {
            anchors.fill: parent
            xFrom: -card.overview.range
            xTo: 0
            yFrom: -1
            yTo: card.overview.latencyTop

            PlotSeries {
                id: p50

                color: Theme.line
            }
            PlotSeries {
                id: p99

                color: Theme.notice
            }
        }
    }
}
