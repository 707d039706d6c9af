import QtQuick
import Sluice.Controls
import Sluice.Theme

Item {
    id: server

    required property ServerColumns columns
    required property string name
    required property string url
    required property string state
    required property int mark
    required property real weight
    required property real measuredShare
    required property real expectedShare
    required property string shareText
    required property string rate
    required property string p50
    required property string p99
    required property string inFlight
    required property string success

    signal weightMoved(real weight)

    Accessible.name: qsTr("Server %1, %2").arg(name).arg(state)
    Accessible.role: Accessible.Row
    implicitHeight: Theme.rowHeight

    component Value: TabularText {
        Accessible.name: text
        Accessible.role: Accessible.Cell
        alignRight: true
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.text
        font.family: Theme.family
        font.pixelSize: Theme.normal
    }

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
            kind: server.mark
            text: server.state
            width: server.columns.state
        }
        WeightSlider {
            anchors.verticalCenter: parent.verticalCenter
            server: server.name
            weight: server.weight
            width: server.columns.weight

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
            Value {
                anchors.right: parent.right
                text: server.shareText
            }
        }
        Value {
            text: server.rate
            width: server.columns.rate
        }
        Value {
            text: server.p50
            width: server.columns.p50
        }
        Value {
            text: server.p99
            width: server.columns.p99
        }
        Value {
            text: server.inFlight
            width: server.columns.inFlight
        }
        Value {
            text: server.success
            width: server.columns.success
        }
    }
}
