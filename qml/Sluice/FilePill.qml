import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The configuration file, and how what runs differs from it.
Pill {
    id: pill

    required property GatewayModel gateway
    property bool compact: false
    property bool brief: compact

    readonly property int changes: gateway.unsavedChanges

    StyledText {
        anchors.verticalCenter: parent.verticalCenter
        color: pill.gateway.configFile === "" ? Theme.faint : Theme.muted
        mono: pill.gateway.configFile !== ""
        elide: Text.ElideMiddle
        text: pill.gateway.configFile === "" ? qsTr("no file") : pill.gateway.configName
        width: Math.min(implicitWidth, pill.compact ? 100 : 170)

        HoverHandler {
            id: hover
        }
        Tip {
            text: pill.gateway.configFile === "" ? qsTr("Changes last until the gateway stops") : pill.gateway.configFile
            visible: hover.hovered
        }
    }
    StateMark {
        anchors.verticalCenter: parent.verticalCenter
        kind: pill.gateway.configError !== "" ? Mark.Bad : Mark.Notice
        text: {
            if (pill.gateway.configError !== "")
                return qsTr("not loaded");
            if (pill.gateway.fileConflict)
                return qsTr("changed on disk");
            if (pill.brief)
                return qsTr("%1 unsaved").arg(pill.changes);
            return pill.changes === 1 ? qsTr("1 unsaved change") : qsTr("%1 unsaved changes").arg(pill.changes);
        }
        visible: pill.changes > 0 || pill.gateway.configError !== ""
    }
}
