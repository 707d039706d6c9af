pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// How slow the slowest hundredth of each server's requests was, and when something was changed.
Card {
    id: card

    required property EventModel changes
    required property BalanceHistory history

    subtitle: legend.wanted <= legend.room ? "" : qsTr("colours as in the table")
    title: qsTr("p99 latency")
    tools: ServerLegend {
        id: legend

        names: card.history.names
        room: card.width - 150
    }

    PlotFrame {
        anchors.fill: parent
        labels: card.history.latencyLabels
        range: card.history.range

        Plot {
            anchors.fill: parent
            xFrom: -card.history.range
            xTo: 0
            yFrom: card.history.latencyBottom
            yTo: card.history.latencyTop

            LatencyLine {
                history: card.history
                line: 0
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 1
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 2
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 3
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 4
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 5
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 6
                live: card.visible
            }
            LatencyLine {
                history: card.history
                line: 7
                live: card.visible
            }
        }
        Repeater {
            model: card.changes

            EventLine {
                range: card.history.range
            }
        }
        StyledText {
            anchors.centerIn: parent
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("No request in this time.")
            visible: !card.history.hasTraffic
            width: parent.width - 20
            wrapMode: Text.Wrap
        }
    }
}
