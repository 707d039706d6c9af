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
    required property real weightTop
    required property string pool
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

        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            elide: Text.ElideMiddle
            mono: true
            text: server.name
            tip: server.name + "\n" + server.url
            width: server.columns.name
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
                measured: server.measuredShare
                width: Math.min(180, parent.width - 46)
            }
            NumberCell {
                anchors.right: parent.right
                text: server.shareText
                title: qsTr("Share")
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
