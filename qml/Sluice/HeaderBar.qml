import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What runs, from which file, and what one does with it.
Rectangle {
    id: header

    required property GatewayModel gateway
    property bool compact: false
    // The screen shows a course of time, and whether that can be more than five minutes.
    property bool hasRange: true
    property bool longRanges: false

    signal saveAsked
    signal exportAsked
    signal stopAsked

    readonly property bool running: gateway.state === GatewayModel.Running
    // Words give way as it gets narrower; tips say the rest.
    readonly property bool brief: width < 1400
    readonly property bool narrow: width < 1200

    color: Theme.window
    implicitHeight: Theme.headerHeight

    Rectangle {
        anchors.bottom: parent.bottom
        color: Theme.border
        height: 1
        width: parent.width
    }
    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: header.compact ? 10 : 16
        anchors.rightMargin: header.compact ? 10 : 16
        spacing: header.compact ? 8 : 10

        StatusPill {
            brief: header.brief
            gateway: header.gateway

            onStopAsked: header.stopAsked()
        }
        Pill {
            rightMargin: 4
            visible: header.running && header.gateway.listenUrl !== ""

            StyledText {
                Accessible.name: qsTr("Listens on %1").arg(header.gateway.listenUrl)
                Layout.maximumWidth: header.brief ? 134 : 260
                Layout.preferredWidth: Math.ceil(implicitWidth)
                elide: Text.ElideMiddle
                mono: true
                text: header.brief ? header.gateway.listenUrl.replace("http://", "") : header.gateway.listenUrl
                tip: header.brief ? header.gateway.listenUrl : ""
            }
            IconButton {
                path: "M 5.5 5.5 V 3 A 1 1 0 0 1 6.5 2 H 13 A 1 1 0 0 1 14 3 V 9.5 A 1 1 0 0 1 13 10.5 H 10.5 M 3 5.5 H 9.5 A 1 1 0 0 1 10.5 6.5 V 13 A 1 1 0 0 1 9.5 14 H 3 A 1 1 0 0 1 2 13 V 6.5 A 1 1 0 0 1 3 5.5 Z"
                text: qsTr("Copy the address")

                onClicked: header.gateway.copyListenUrl()
            }
        }
        FilePill {
            Layout.fillWidth: true
            Layout.maximumWidth: Math.ceil(implicitWidth)
            brief: header.brief
            gateway: header.gateway
            visible: header.running

            onSaveAsked: header.saveAsked()
        }
        Item {
            Layout.fillWidth: true
        }
        Choice {
            current: {
                const range = header.gateway.overview.range;
                if (range > 300 && header.longRanges)
                    return range > 3600 ? 3 : 2;
                return range > 60 ? 1 : 0;
            }
            compact: header.compact
            name: qsTr("Time range")
            options: header.longRanges ? [qsTr("1 min"), qsTr("5 min"), qsTr("1 h"), qsTr("24 h")] : [qsTr("1 min"), qsTr("5 min")]
            visible: header.running && header.hasRange

            onChosen: index => header.gateway.overview.range = [60, 300, 3600, 86400][index]
        }
        ActionButton {
            compact: header.narrow
            icon16: header.gateway.paused ? "M 5 3.5 L 12 8 L 5 12.5 Z" : "M 5.5 3.5 V 12.5 M 10.5 3.5 V 12.5"
            text: header.gateway.paused ? qsTr("Resume") : qsTr("Pause")
            tip: qsTr("%1 the display (Space)").arg(text)
            visible: header.running

            onClicked: header.gateway.paused = !header.gateway.paused
        }
        ActionButton {
            compact: header.compact
            icon16: header.compact ? "M 8 2 V 10 M 5 7 L 8 10 L 11 7 M 3 13.5 H 13" : ""
            primary: true
            text: qsTr("Export snapshot")
            tip: qsTr("Export snapshot as JSON, CSV, Prometheus text or a picture (Ctrl+E)")
            visible: header.running

            onClicked: header.exportAsked()
        }
    }
}
