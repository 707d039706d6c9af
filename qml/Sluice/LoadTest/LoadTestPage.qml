import QtQuick
import QtQuick.Layouts
import Sluice.Model
import Sluice.Theme

// A load on the gateway, and both ends' view of it.
Item {
    id: page

    required property GatewayModel gateway

    readonly property bool low: height > 0 && height < 700
    readonly property int gap: low ? 10 : Theme.gap

    RowLayout {
        anchors.fill: parent
        anchors.margins: page.low ? 10 : 16
        spacing: page.gap

        LoadCard {
            Layout.fillHeight: true
            Layout.maximumWidth: 268
            Layout.minimumWidth: 268
            low: page.low
            test: page.gateway.loadTest
        }
        ColumnLayout {
            spacing: page.gap

            RowLayout {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.minimumHeight: 160
                Layout.preferredHeight: 260
                spacing: page.gap

                RateCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    test: page.gateway.loadTest
                }
                LatencyCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    test: page.gateway.loadTest
                }
            }
            ReportCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumHeight: implicitHeight
                Layout.minimumHeight: implicitHeight
                Layout.preferredHeight: implicitHeight
                low: page.low
                test: page.gateway.loadTest
            }
        }
    }
}
