import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The configuration file, how what runs differs from it, and what one does about that.
Pill {
    id: pill

    required property GatewayModel gateway
    property bool brief: false

    readonly property int changes: gateway.unsavedChanges
    readonly property bool hasFile: gateway.configFile !== ""
    readonly property bool broken: gateway.configError !== ""

    signal saveAsked

    rightMargin: save.visible || revert.visible ? 3 : 12

    StyledText {
        Layout.fillWidth: true
        Layout.maximumWidth: Math.ceil(implicitWidth)
        Layout.minimumWidth: Math.min(implicitWidth, 56)
        color: pill.hasFile ? Theme.muted : Theme.faint
        elide: Text.ElideMiddle
        mono: pill.hasFile
        text: pill.hasFile ? pill.gateway.configName : qsTr("no file")
        tip: pill.hasFile ? pill.gateway.configFile : qsTr("Changes last until the gateway stops, or until they are saved as a file")
    }
    StateMark {
        kind: pill.broken ? Mark.Bad : Mark.Notice
        text: {
            if (pill.broken)
                return qsTr("not loaded");
            if (pill.gateway.fileConflict)
                return qsTr("changed on disk");
            if (pill.brief)
                return qsTr("%1 unsaved").arg(pill.changes);
            return pill.changes === 1 ? qsTr("1 unsaved change") : qsTr("%1 unsaved changes").arg(pill.changes);
        }
        tip: pill.broken ? pill.gateway.configError : qsTr("%1 unsaved").arg(pill.changes)
        visible: pill.changes > 0 || pill.broken
    }
    ActionButton {
        id: save

        horizontalPadding: 9
        implicitHeight: 24
        text: pill.hasFile ? qsTr("Save") : qsTr("Save as…")
        tip: "Ctrl+S"
        visible: !pill.hasFile || pill.changes > 0

        onClicked: pill.saveAsked()
    }
    ActionButton {
        id: revert

        compact: pill.brief
        horizontalPadding: pill.brief ? 5 : 9
        icon16: pill.brief ? "M 5.5 3 L 2.5 6 L 5.5 9 M 2.5 6 H 10 A 3.5 3.5 0 0 1 10 13 H 6.5" : ""
        implicitHeight: 24
        text: qsTr("Revert")
        tip: pill.hasFile ? qsTr("Revert: back to the values in the file") : qsTr("Revert: back to the values at the start")
        visible: pill.changes > 0

        onClicked: pill.gateway.revert()
    }
}
