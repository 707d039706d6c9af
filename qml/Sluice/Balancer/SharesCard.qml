pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// How the pool's requests were shared, and when something was changed.
Card {
    id: card

    required property EventModel changes
    required property BalanceHistory history
    required property string listenUrl

    subtitle: legend.wanted <= legend.room ? "" : qsTr("colours as in the table")
    title: qsTr("Share of traffic")
    tools: ServerLegend {
        id: legend

        names: card.history.names
        room: card.width - 150
    }

    PlotFrame {
        anchors.fill: parent
        labels: ["0 %", "25 %", "50 %", "75 %", "100 %"]
        range: card.history.range

        Plot {
            anchors.fill: parent
            xFrom: -card.history.range
            xTo: 0
            yFrom: 0
            yTo: 1

            ShareBand {
                history: card.history
                line: 0
                live: card.visible
            }
            ShareBand {
                history: card.history
                line: 1
                live: card.visible
            }
            ShareBand {
                history: card.history
                line: 2
                live: card.visible
            }
            ShareBand {
                history: card.history
                line: 3
                live: card.visible
            }
            ShareBand {
                history: card.history
                line: 4
                live: card.visible
            }
            ShareBand {
                history: card.history
                line: 5
                live: card.visible
            }
            ShareBand {
                history: card.history
                line: 6
                live: card.visible
            }
            ShareBand {
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
            text: qsTr("No request in this time. Send one to %1.").arg(card.listenUrl)
            visible: !card.history.hasTraffic
            width: parent.width - 20
            wrapMode: Text.Wrap
        }
    }
}
