pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Which pool this is about, and how close it is to its limits.
Card {
    id: card

    required property BalancerModel balancer
    required property ServerTableModel servers
    property bool low: false

    bodyHeight: chooser.height + 8 + facts.implicitHeight
    title: qsTr("Pool")

    Flickable {
        id: chooser

        boundsBehavior: Flickable.StopAtBounds
        clip: contentHeight > height
        contentHeight: chips.height
        height: Math.min(chips.height, Window.height > 1000 ? 186 : 58)
        interactive: contentHeight > height
        width: parent.width

        ScrollBar.vertical: ScrollBar {
            policy: chooser.interactive ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
        }

        Flow {
            id: chips

            Accessible.name: qsTr("Pool")
            Accessible.role: Accessible.Grouping
            spacing: 6
            width: parent.width - (chooser.interactive ? 10 : 0)

            Repeater {
                model: card.servers.pools

                PoolChip {
                    required property int index
                    required property string modelData

                    current: index === card.servers.poolIndex
                    text: modelData
                    width: Math.min(implicitWidth, chips.width)

                    onActiveFocusChanged: {
                        if (activeFocus)
                            chooser.contentY = Math.max(0, Math.min(y, chooser.contentHeight - chooser.height));
                    }
                    onClicked: card.servers.poolIndex = index
                }
            }
        }
        StyledText {
            color: Theme.muted
            font.pixelSize: Theme.small
            text: qsTr("No pool in the configuration yet.")
            visible: card.servers.pools.length === 0
            width: parent.width
        }
    }
    Column {
        id: facts

        anchors.bottom: parent.bottom
        width: parent.width

        Fact {
            label: qsTr("In flight")
            value: card.balancer.concurrency
            width: parent.width
        }
        Fact {
            label: qsTr("Waiting")
            value: card.balancer.queued
            width: parent.width
        }
        Fact {
            label: qsTr("Retries")
            value: card.balancer.retries
            visible: !card.low
            width: parent.width
        }
        Fact {
            label: qsTr("Hedges")
            value: card.balancer.hedges
            visible: !card.low
            width: parent.width
        }
        Fact {
            label: qsTr("Circuit breaker")
            mark: card.balancer.breakerMark
            value: card.balancer.breaker
            visible: !card.low || card.balancer.breakerMark !== Mark.Good
            width: parent.width
        }
        Fact {
            label: qsTr("No server healthy")
            mark: Mark.Bad
            value: qsTr("fail open")
            visible: card.balancer.failOpen
            width: parent.width
        }
    }
}
