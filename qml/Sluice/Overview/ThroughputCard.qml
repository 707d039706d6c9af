pragma ComponentBehavior: Bound

import QtCharts
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
        overview.hits.copyTo(hits, overview.range);
        overview.hits.copyTo(hitsTop, overview.range);
        overview.answered.copyTo(answered, overview.range);
        overview.answered.copyTo(floor, overview.range);
        overview.finished.copyTo(finished, overview.range);
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

        ChartView {
            anchors.fill: parent
            animationOptions: ChartView.NoAnimation
            antialiasing: true
            backgroundColor: "transparent"
            legend.visible: false
            plotArea: Qt.rect(0, 0, width, height)

            ValuesAxis {
                id: timeAxis

                max: 0
                min: -card.overview.range
                visible: false
            }
            ValuesAxis {
                id: rateAxis

                max: card.overview.throughputTop
                min: 0
                visible: false
            }
            AreaSeries {
                axisX: timeAxis
                axisY: rateAxis
                borderWidth: 0
                borderColor: "transparent"
                color: Qt.alpha(Theme.teal, 0.72)

                upperSeries: LineSeries {
                    id: hits
                }
            }
            AreaSeries {
                axisX: timeAxis
                axisY: rateAxis
                borderWidth: 0
                borderColor: "transparent"
                color: Qt.alpha(Theme.accent, 0.72)

                lowerSeries: LineSeries {
                    id: hitsTop
                }
                upperSeries: LineSeries {
                    id: answered
                }
            }
            AreaSeries {
                axisX: timeAxis
                axisY: rateAxis
                borderWidth: 0
                borderColor: "transparent"
                color: Theme.bad

                lowerSeries: LineSeries {
                    id: floor
                }
                upperSeries: LineSeries {
                    id: finished
                }
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
