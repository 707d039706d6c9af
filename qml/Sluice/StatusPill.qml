import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Whether the gateway runs, and the button that ends it.
Pill {
    id: pill

    required property GatewayModel gateway
    property bool compact: false

    readonly property bool running: gateway.state === GatewayModel.Running

    StateMark {
        anchors.verticalCenter: parent.verticalCenter
        kind: {
            switch (pill.gateway.state) {
            case GatewayModel.Idle:
                return Mark.Off;
            case GatewayModel.Running:
                return pill.gateway.paused ? Mark.Notice : Mark.Good;
            default:
                return Mark.Notice;
            }
        }
        text: {
            switch (pill.gateway.state) {
            case GatewayModel.Idle:
                return qsTr("Not running");
            case GatewayModel.Starting:
                return qsTr("Starting…");
            case GatewayModel.Stopping:
                return qsTr("Stopping…");
            default:
                return pill.gateway.paused ? qsTr("Display paused") : qsTr("Running");
            }
        }
    }
    StyledText {
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.muted
        text: pill.gateway.workers === 1 ? qsTr("1 worker") : qsTr("%1 workers").arg(pill.gateway.workers)
        visible: pill.running && !pill.compact
    }
    IconButton {
        anchors.verticalCenter: parent.verticalCenter
        path: "M 4 4 H 12 V 12 H 4 Z"
        text: qsTr("Stop the gateway")
        visible: pill.running

        onClicked: pill.gateway.stop()
    }
}
