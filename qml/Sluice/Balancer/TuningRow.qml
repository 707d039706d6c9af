import QtQuick
import Sluice.Controls
import Sluice.Theme

// A server that is being tuned.
Item {
    id: server

    required property ServerColumns columns
    required property int index
    required property string name
    required property string url
    required property string state
    required property string stateTip
    required property int mark
    required property bool active
    required property real weight
    required property real weightTop
    required property string pool
    required property real measuredShare
    required property real expectedShare
    required property string shareText
    required property real speedTerm
    required property real roomTerm
    required property real successTerm
    required property real healthTerm
    required property string score
    required property string scoreTip
    required property string rate
    required property string p50
    required property string p99
    required property string inFlight
    required property string success

    signal weightMoved(real weight)
    signal weightSettled
    signal undoAsked
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

        Item {
            height: parent.height
            width: server.columns.name

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.series(server.index)
                height: 18
                radius: 1
                width: 3
            }
            StyledText {
                anchors.verticalCenter: parent.verticalCenter
                elide: Text.ElideMiddle
                mono: true
                text: server.name
                tip: server.name + "\n" + server.url
                width: parent.width - x
                x: 9
            }
        }
        StateMark {
            anchors.verticalCenter: parent.verticalCenter
            fontSize: server.columns.roomy ? Theme.normal : Theme.small
            kind: server.mark
            text: server.state
            tip: server.stateTip
            width: server.columns.state
        }
        WeightSlider {
            anchors.verticalCenter: parent.verticalCenter
            pool: server.pool
            server: server.name
            highest: server.weightTop
            weight: server.weight
            width: server.columns.weight

            onSettled: server.weightSettled()
            onUndoAsked: server.undoAsked()
            onWeightMoved: weight => server.weightMoved(weight)
        }
        Item {
            height: parent.height
            width: server.columns.share

            ShareBar {
                anchors.verticalCenter: parent.verticalCenter
                expected: server.expectedShare
                ink: Theme.series(server.index)
                measured: server.measuredShare
                width: parent.width - 46
            }
            NumberCell {
                anchors.right: parent.right
                text: server.shareText
                title: qsTr("Share")
            }
        }
        Item {
            height: parent.height
            width: server.columns.score

            ScoreBar {
                anchors.verticalCenter: parent.verticalCenter
                health: server.healthTerm
                room: server.roomTerm
                speed: server.speedTerm
                success: server.successTerm
                width: parent.width - 36
            }
            NumberCell {
                Accessible.description: server.scoreTip
                anchors.right: parent.right
                text: server.score
                title: qsTr("Score")
            }
            HoverHandler {
                id: scoreHover
            }
            Tip {
                text: server.scoreTip
                visible: scoreHover.hovered
            }
        }
        NumberCell {
            text: server.rate
            title: qsTr("Requests per second")
            width: server.columns.rate
        }
        NumberCell {
            text: server.p50
            title: qsTr("p50, ms")
            visible: width > 0
            width: server.columns.p50
        }
        NumberCell {
            text: server.p99
            title: qsTr("p99, ms")
            width: server.columns.p99
        }
        NumberCell {
            text: server.inFlight
            title: qsTr("In flight")
            visible: width > 0
            width: server.columns.inFlight
        }
        NumberCell {
            text: server.success
            title: qsTr("Success")
            width: server.columns.success
        }
        Item {
            height: parent.height
            width: server.columns.duty

            DutyButton {
                active: server.active
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                compact: !server.columns.roomy
                server: server.name

                onDutyAsked: duty => server.dutyAsked(duty)
            }
        }
    }
}
