pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Who answered what the cache looked up.
Card {
    id: card

    required property EventModel events
    required property bool hasRedis
    required property CacheHistory history
    required property string listenUrl

    subtitle: width > 560 ? qsTr("who answered, of what could have been stored") : ""
    title: qsTr("Hit rate")
    tools: [
        LegendEntry {
            ink: Theme.teal
            text: qsTr("memory %1").arg(card.history.memoryShare)
        },
        LegendEntry {
            ink: Theme.violet
            text: qsTr("Redis %1").arg(card.history.redisShare)
            visible: card.hasRedis
        },
        LegendEntry {
            ink: Theme.control
            text: qsTr("origin %1").arg(card.history.originShare)
        }
    ]

    PlotFrame {
        anchors.fill: parent
        labels: ["0 %", "50 %", "100 %"]
        range: card.history.range

        Plot {
            anchors.fill: parent
            xFrom: -card.history.range
            xTo: 0
            yFrom: 0
            yTo: 1

            TierBand {
                history: card.history
                ink: Theme.teal
                live: card.visible
                tier: CacheHistory.Memory
            }
            TierBand {
                history: card.history
                ink: Theme.violet
                live: card.visible
                tier: CacheHistory.Redis
            }
            TierBand {
                history: card.history
                ink: Qt.alpha(Theme.control, 0.35)
                live: card.visible
                tier: CacheHistory.Origin
            }
        }
        Repeater {
            model: card.events

            EventLine {
                range: card.history.range
            }
        }
        StyledText {
            anchors.centerIn: parent
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("No request that the cache could answer. Send one to %1.").arg(card.listenUrl)
            visible: !card.history.hasTraffic
            width: parent.width - 20
            wrapMode: Text.Wrap
        }
    }
}
