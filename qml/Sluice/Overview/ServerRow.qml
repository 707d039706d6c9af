import QtQuick
import Sluice.Controls
import Sluice.Theme

Item {
    id: server

    required property ServerColumns columns
    required property string name
    required property string url
    required property string state
    required property string stateTip
    required property int mark
    required property bool active
    required property real weight
    required property real measuredShare
    required property real expectedShare
    required property string shareText
    required property string rate
    required property string p50
    required property string p99
    required property string inFlight
    required property string success
    required property string lastCheck

    signal weightMoved(real weight)
    signal weightSettled
    signal dutyAsked(string duty)

    Accessible.description: stateTip
    Accessible.name: qsTr("Server %1, %2").arg(name).arg(state)
    Accessible.role: Accessible.Row
    implicitHeight: Theme.rowHeight

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    Row {
        height: parent.height
        spacing: server.columns.gap

        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            mono: true
            text: server.name
            width: server.columns.name

            HoverHandler {
                id: hover
            }
            Tip {
                text: server.url
                visible: hover.hovered
            }
        }
        StateMark {
            anchors.verticalCenter: parent.verticalCenter
            fontSize: server.columns.roomy ? Theme.normal : Theme.small
            kind: server.mark
            text: server.state
            width: server.columns.state

            HoverHandler {
                id: stateHover
            }
            Tip {
                text: server.stateTip
                visible: stateHover.hovered
            }
        }
        WeightSlider {
            anchors.verticalCenter: parent.verticalCenter
            server: server.name
            weight: server.weight
            width: server.columns.weight

            onSettled: server.weightSettled()
            onWeightMoved: weight => server.weightMoved(weight)
        }
        Item {
            height: parent.height
            width: server.columns.share

            ShareBar {
                anchors.verticalCenter: parent.verticalCenter
                expected: server.expectedShare
                measured: server.measuredShare
                width: Math.min(180, parent.width - 46)
            }
            NumberCell {
                anchors.right: parent.right
                text: server.shareText
            }
        }
        NumberCell {
            text: server.rate
            width: server.columns.rate
        }
        NumberCell {
            text: server.p50
            width: server.columns.p50
        }
        NumberCell {
            text: server.p99
            width: server.columns.p99
        }
        NumberCell {
            text: server.inFlight
            width: server.columns.inFlight
        }
        NumberCell {
            text: server.success
            width: server.columns.success
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.muted
            font.pixelSize: Theme.small
            text: server.lastCheck
            visible: width > 0
            width: server.columns.check
        }
        DutyButton {
            active: server.active
            anchors.verticalCenter: parent.verticalCenter
            compact: true
            server: server.name

            onDutyAsked: duty => server.dutyAsked(duty)
        }
    }
}
