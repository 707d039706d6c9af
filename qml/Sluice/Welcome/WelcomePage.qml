import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Shown while no gateway runs: the ways to start one.
Item {
    id: page

    required property GatewayModel gateway

    readonly property bool busy: gateway.state === GatewayModel.Starting

    signal openAsked

    ColumnLayout {
        anchors.centerIn: parent
        spacing: 20
        width: Math.min(860, parent.width - 48)

        Row {
            Layout.alignment: Qt.AlignHCenter
            spacing: 14

            Logo {
                anchors.verticalCenter: parent.verticalCenter
                scale: 1.5
            }
            StyledText {
                font.pixelSize: Theme.huge
                font.weight: Font.DemiBold
                text: qsTr("See into your traffic")
            }
        }
        StyledText {
            Layout.alignment: Qt.AlignHCenter
            Layout.bottomMargin: 12
            color: Theme.muted
            text: qsTr("Put Sluice in front of what you run, and watch every request while it happens.")
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap

            ProxyCard {
                Layout.alignment: Qt.AlignTop
                Layout.fillWidth: true
                Layout.minimumHeight: 316
                Layout.preferredWidth: 1
                busy: page.busy
                gateway: page.gateway
            }
            ColumnLayout {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                spacing: Theme.gap

                DemoCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    busy: page.busy

                    onStarted: page.gateway.startDemo()
                }
                OpenFileCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    busy: page.busy

                    onAsked: page.openAsked()
                }
            }
        }
    }
}
