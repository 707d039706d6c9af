import QtCharts
import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Answers per second, as each end counts them.
Card {
    id: card

    required property LoadTestModel test

    title: qsTr("Requests per second")
    tools: [
        LegendEntry {
            ink: Theme.accent
            text: qsTr("load test")
        },
        LegendEntry {
            ink: Theme.violet
            text: qsTr("gateway")
        }
    ]

    function redraw() {
        test.sent.copyTo(sent, 60);
        test.passed.copyTo(passed, 60);
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
        labels: card.test.rateLabels
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
                id: rateAxis

                max: card.test.rateTop
                min: 0
                visible: false
            }
            LineSeries {
                id: sent

                axisX: timeAxis
                axisY: rateAxis
                color: Theme.accent
                width: 1.8
            }
            LineSeries {
                id: passed

                axisX: timeAxis
                axisY: rateAxis
                color: Theme.violet
                style: Qt.DashLine
                width: 1.8
            }
        }
        StyledText {
            anchors.centerIn: parent
            color: Theme.muted
            text: qsTr("No load test yet.")
            visible: card.test.state === LoadTestModel.Unasked
        }
    }
}
