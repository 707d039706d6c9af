pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What the pool does about servers that fail and about too many requests, to be changed live.
Card {
    id: card

    required property BalancerModel balancer
    required property string pool

    signal asked(string key, string value)
    signal turned
    signal undoAsked

    readonly property int columnGap: width > 850 ? 48 : 30
    readonly property real columnWidth: Math.floor((width - 2 * Theme.padding - 2 * columnGap) / 3)

    bodyHeight: headings.height + 4 * 28
    subtitle: qsTr("retries %1, hedges %2, breaker %3").arg(balancer.retries).arg(balancer.hedges).arg(balancer.breaker)
    title: qsTr("Resilience")
    tools: ActionButton {
        id: turn

        implicitHeight: 26
        text: qsTr("What if")
        tip: qsTr("Show what each strategy would have made of the traffic")

        onClicked: card.turned()
    }

    function takeFocus() {
        turn.forceActiveFocus(Qt.OtherFocusReason);
    }

    Row {
        id: headings

        height: 24
        spacing: card.columnGap

        Repeater {
            model: card.balancer.settings.groups

            StyledText {
                required property string modelData

                Accessible.role: Accessible.Heading
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
                text: modelData
                width: card.columnWidth
            }
        }
    }
    Grid {
        anchors.top: headings.bottom
        columnSpacing: card.columnGap
        columns: 3
        flow: Grid.TopToBottom
        rows: 4

        Repeater {
            model: card.balancer.settings

            SettingField {
                required property string key

                subject: card.pool + "/" + key
                width: card.columnWidth

                onUndoAsked: card.undoAsked()
                onAsked: value => card.asked(key, value)
            }
        }
    }
}
