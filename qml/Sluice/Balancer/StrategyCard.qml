pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The eight strategies, of which the pool uses one, and what their scores are made of.
Card {
    id: card

    required property BalancerModel balancer
    property bool low: false

    signal chosen(string strategy)

    title: qsTr("Strategy")
    tools: StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: qsTr("live")
    }

    ListView {
        id: list

        Accessible.name: qsTr("Strategy")
        Accessible.role: Accessible.List
        anchors.bottom: score.top
        anchors.bottomMargin: card.low ? 4 : 10
        anchors.left: parent.left
        anchors.leftMargin: -6
        anchors.right: parent.right
        anchors.rightMargin: -6
        anchors.top: parent.top
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 400
        clip: true
        currentIndex: -1
        interactive: contentHeight > height
        keyNavigationEnabled: false
        model: card.balancer.strategies

        ScrollBar.vertical: ScrollBar {
            policy: list.interactive ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
        }
        delegate: StrategyOption {
            required property int index
            required property string name

            current: name === card.balancer.strategies.current
            height: Math.max(34, Math.min(45, Math.floor(list.height / list.count)))
            width: list.width - (list.interactive ? 10 : 0)

            Keys.onDownPressed: list.goTo(index + 1)
            Keys.onUpPressed: list.goTo(index - 1)
            onActiveFocusChanged: {
                if (activeFocus)
                    list.positionViewAtIndex(index, ListView.Contain);
            }
            onClicked: card.chosen(name)
        }

        function goTo(row: int) {
            if (row < 0 || row >= count)
                return;
            positionViewAtIndex(row, ListView.Contain);
            itemAtIndex(row).forceActiveFocus(Qt.TabFocusReason);
        }
    }
    Column {
        id: score

        anchors.bottom: parent.bottom
        spacing: card.low ? 4 : 8
        width: parent.width

        Rectangle {
            color: Theme.border
            height: 1
            width: parent.width
        }
        ScoreLegend {
            width: parent.width
        }
        Column {
            width: parent.width

            Fact {
                label: qsTr("Speed scale")
                value: card.balancer.speedScale
                width: parent.width
            }
            Fact {
                label: qsTr("Memory of averages")
                value: "α 0.10"
                visible: !card.low
                width: parent.width
            }
            Fact {
                label: qsTr("Ejected at most")
                value: card.balancer.maxEjected
                width: parent.width
            }
        }
    }
}
