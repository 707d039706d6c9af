import QtCharts
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
                min: -60
                visible: false
            }
            ValuesAxis {
                id: powerAxis

                max: card.test.latencyTop
                min: -2
                visible: false
            }
            LineSeries {
                id: p50

                axisX: timeAxis
                axisY: powerAxis
                color: Theme.line
                width: 1.8
            }
            LineSeries {
                id: p99

                axisX: timeAxis
                axisY: powerAxis
                color: Theme.notice
                width: 1.8
            }
            LineSeries {
                id: gatewayP99

                axisX: timeAxis
                axisY: powerAxis
                color: Theme.violet
                style: Qt.DashLine
                width: 1.8
            }
        }
    }
}
