pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Requests per second, stacked by outcome.
Card {
    id: card

    required property OverviewModel overview
    required property EventModel events
    required property string listenUrl

    subtitle: qsTr("requests per second, by outcome")
    title: qsTr("Throughput")
    tools: [
        LegendEntry {
            ink: Theme.teal
            text: qsTr("cache hit")
            visible: card.overview.hasCache
        },
        LegendEntry {
            ink: Theme.accent
            text: card.overview.hasCache ? qsTr("from a server") : qsTr("answered")
        },
        LegendEntry {
            ink: Theme.bad
            text: qsTr("error")
        }
    ]

    function redraw() {
        overview.hits.copyBand(null, hits, overview.range);
        overview.answered.copyBand(overview.hits, answered, overview.range);
        overview.finished.copyBand(overview.answered, errors, overview.range);
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
        labels: card.overview.throughputLabels
        range: card.overview.range

        Plot {
            anchors.fill: parent
            xFrom: -card.overview.range
            xTo: 0
            yFrom: 0
            yTo: card.overview.throughputTop

            PlotSeries {
                id: hits

                color: Qt.alpha(Theme.teal, 0.72)
            }
            PlotSeries {
                id: answered

                color: Qt.alpha(Theme.accent, 0.72)
            }
            PlotSeries {
                id: errors

                color: Theme.bad
            }
        }
        Repeater {
            model: card.events

            EventLine {
                range: card.overview.range
            }
        }
        StyledText {
            anchors.centerIn: parent
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("No request yet. Send one to %1 and watch it arrive.").arg(card.listenUrl)
            visible: !card.overview.hasTraffic
            width: parent.width - 40
            wrapMode: Text.Wrap
        }
    }
}
