import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Whether the gateway runs, and the button that ends it.
Pill {
    id: pill

    required property GatewayModel gateway
    property bool brief: false

    signal stopAsked

    readonly property string workers: gateway.workers === 1 ? qsTr("1 worker") : qsTr("%1 workers").arg(gateway.workers)
    readonly property bool running: gateway.state === GatewayModel.Running

    rightMargin: running ? 4 : 12

    StateMark {
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
                return pill.gateway.paused ? qsTr("Paused") : qsTr("Running");
            }
        }
        tip: {
            if (!pill.running)
                return "";
            return pill.gateway.paused ? qsTr("The display stands still; the gateway runs, with %1").arg(pill.workers) : pill.workers;
        }
    }
    StyledText {
        color: Theme.muted
        text: pill.workers
        visible: pill.running && !pill.brief
    }
    IconButton {
        path: "M 4 4 H 12 V 12 H 4 Z"
        text: qsTr("Stop the gateway")
        visible: pill.running

        onClicked: pill.stopAsked()
    }
}
