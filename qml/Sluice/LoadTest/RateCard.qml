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

        Plot {
            anchors.fill: parent
            xFrom: -60
            xTo: 0
            yFrom: 0
            yTo: card.test.rateTop

            PlotSeries {
                id: sent

                color: Theme.accent
            }
            PlotSeries {
                id: passed

                color: Theme.violet
                dashed: true
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
