import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Both snapshots' latencies by percentile, over each other.
Card {
    id: card

    required property SnapshotComparison comparison

    readonly property bool empty: comparison.first === "" && comparison.second === ""

    subtitle: qsTr("the slowest requests are on the right")
    title: qsTr("Latency by percentile")
    tools: [
        LegendEntry {
            ink: Theme.series(0)
            text: "A"
            visible: card.comparison.first !== ""
        },
        LegendEntry {
            ink: Theme.series(1)
            text: "B"
            visible: card.comparison.second !== ""
        }
    ]

    PlotFrame {
        anchors.fill: parent
        labels: card.comparison.latencyLabels
        range: 0
        times: ["p0", "p90", "p99", "p99.9", "p99.99"]

        Plot {
            anchors.fill: parent
            xFrom: 0
            xTo: 4
            yFrom: card.comparison.latencyBottom
            yTo: card.comparison.latencyTop

            PercentileCurve {
                comparison: card.comparison
                side: 0
            }
            PercentileCurve {
                comparison: card.comparison
                side: 1
            }
        }
        StyledText {
            anchors.centerIn: parent
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Choose snapshots as A and B to see their curves.")
            visible: card.empty
            width: parent.width - 20
            wrapMode: Text.Wrap
        }
    }
}
