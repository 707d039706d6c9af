import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// How long requests took in each second, on a log scale.
Card {
    id: card

    required property LoadTestModel test

    title: qsTr("Latency")
    tools: [
        LegendEntry {
            ink: Theme.line
            text: qsTr("p50")
        },
        LegendEntry {
            ink: Theme.notice
            text: qsTr("p99")
        },
        LegendEntry {
            ink: Theme.violet
            text: qsTr("p99 gateway")
        }
    ]

    function redraw() {
        test.p50.copyTo(p50, 60);
        test.p99.copyTo(p99, 60);
        test.gatewayP99.copyTo(gatewayP99, 60);
    }

    Component.onCompleted: redraw()

    Connections {
        function onChanged() {
            card.redraw();
        }

        target: card.test
    }
    PlotFrame {
        anchors.fill: parent
        labels: card.test.latencyLabels
        range: 60

        Plot {
            anchors.fill: parent
            xFrom: -60
            xTo: 0
            yFrom: -2
            yTo: card.test.latencyTop

            PlotSeries {
                id: p50

                color: Theme.line
            }
            PlotSeries {
                id: p99

                color: Theme.notice
            }
            PlotSeries {
                id: gatewayP99

                color: Theme.violet
                dashed: true
            }
        }
    }
}
