pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// How full the memory is, and of what; and whether Redis is there.
Card {
    id: card

    required property CacheModel cache
    required property bool low

    readonly property CacheContentsModel contents: cache.contents
    readonly property int parts: Math.min(contents.partNames.length, low ? 2 : 6)

    bodyHeight: column.implicitHeight
    title: qsTr("Memory")
    tools: Choice {
        current: card.contents.byRoute ? 1 : 0
        implicitHeight: 26
        name: qsTr("What fills it")
        options: [qsTr("by type"), qsTr("by route")]

        onChosen: index => card.contents.byRoute = index === 1
    }

    Column {
        id: column

        spacing: card.low ? 6 : 8
        width: parent.width

        Item {
            height: 18
            width: parent.width

            StyledText {
                anchors.verticalCenter: parent.verticalCenter
                font.weight: Font.Medium
                text: card.cache.used
            }
            StyledText {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.muted
                font.pixelSize: Theme.small
                text: qsTr("%1 · %2").arg(card.cache.entries).arg(card.cache.evictions)
            }
        }
        Rectangle {
            Accessible.name: qsTr("Memory used: %1").arg(card.cache.used)
            Accessible.role: Accessible.StaticText
            clip: true
            color: Theme.track
            height: 12
            radius: 3
            width: parent.width

            Row {
                height: parent.height

                Repeater {
                    model: card.contents.partShares

                    Rectangle {
                        required property int index
                        required property double modelData

                        color: Theme.series(index)
                        height: 12
                        width: modelData * column.width
                    }
                }
            }
        }
        Grid {
            columnSpacing: 20
            columns: 2
            rowSpacing: 0
            visible: card.parts > 0
            width: parent.width

            Repeater {
                model: card.parts

                PartLegend {
                    required property int index

                    ink: Theme.series(index)
                    name: card.contents.partNames[index] ?? ""
                    size: card.contents.partSizes[index] ?? ""
                    width: (column.width - 20) / 2
                }
            }
        }
        Rectangle {
            color: Theme.grid
            height: 1
            width: parent.width
        }
        Item {
            height: 18
            width: parent.width

            StateMark {
                id: redis

                anchors.verticalCenter: parent.verticalCenter
                fontSize: Theme.small
                kind: card.cache.redisMark
                text: card.cache.redisState
            }
            StyledText {
                anchors.left: redis.right
                anchors.leftMargin: 12
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.muted
                font.pixelSize: Theme.small
                horizontalAlignment: Text.AlignRight
                text: card.cache.redisDetail
            }
            HoverHandler {
                id: redisHover
            }
            Tip {
                text: card.cache.redisTip
                visible: redisHover.hovered
            }
        }
    }
}
