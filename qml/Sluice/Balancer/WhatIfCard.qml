pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The recorded traffic, replayed through every strategy.
Card {
    id: card

    required property WhatIfModel whatIf

    signal switched(string strategy)
    signal turned

    readonly property bool ready: whatIf.state === WhatIfModel.Ready

    bodyHeight: headings.height + 8 * 28
    subtitle: ready ? qsTr("An estimate from %1: service times depend on load.").arg(whatIf.basis) : qsTr("every strategy on the same recorded traffic")
    title: qsTr("What if")
    tools: [
        ActionButton {
            enabled: card.whatIf.state !== WhatIfModel.Running
            implicitHeight: 26
            text: card.whatIf.state === WhatIfModel.Unasked ? qsTr("Run") : qsTr("Run again")
            tip: qsTr("Replay the last minutes of this pool's traffic through every strategy")

            onClicked: card.whatIf.run()
        },
        ActionButton {
            id: turn

            implicitHeight: 26
            text: qsTr("Resilience")
            tip: qsTr("Retries, circuit breaker and hedging of this pool")

            onClicked: card.turned()
        }
    ]

    function takeFocus() {
        turn.forceActiveFocus(Qt.OtherFocusReason);
    }

    WhatIfColumns {
        id: grid

        width: list.rowWidth
    }
    WhatIfHeadings {
        id: headings

        columns: grid
        slowestServer: card.whatIf.slowestServer
        visible: card.ready
    }
    RowList {
        id: list

        Accessible.name: qsTr("What if")
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        model: card.whatIf

        delegate: WhatIfRow {
            required property string name

            columns: grid
            width: list.rowWidth

            onSwitched: card.switched(name)
        }
    }
    StyledText {
        anchors.centerIn: parent
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
        text: {
            switch (card.whatIf.state) {
            case WhatIfModel.Running:
                return qsTr("Replaying…");
            case WhatIfModel.Empty:
                return qsTr("No traffic recorded yet. Send requests through this pool, then run it again.");
            default:
                return qsTr("Run it to see what each strategy would have made of the last minutes of this pool's traffic.\nAn estimate: service times depend on load.");
            }
        }
        visible: !card.ready
        width: parent.width
        wrapMode: Text.Wrap
    }
}
