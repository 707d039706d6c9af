import QtQuick
import QtQuick.Layouts
import Sluice.Model
import Sluice.Theme

// What was measured, kept and compared.
Item {
    id: page

    required property GatewayModel gateway

    readonly property SnapshotComparison comparison: gateway.snapshots.comparison
    readonly property bool narrow: width < 1100
    readonly property int gap: height < 700 ? 10 : Theme.gap

    signal exportAsked(string name)

    RowLayout {
        anchors.fill: parent
        anchors.margins: page.height < 700 ? 10 : 16
        spacing: page.gap

        SnapshotsCard {
            Layout.fillHeight: true
            Layout.maximumWidth: page.narrow ? 330 : 370
            Layout.minimumWidth: page.narrow ? 330 : 370
            snapshots: page.gateway.snapshots

            onExportAsked: name => page.exportAsked(name)
        }
        ColumnLayout {
            spacing: page.gap

            CurvesCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.minimumHeight: 150
                Layout.preferredHeight: 260
                comparison: page.comparison
            }
            PhasesCard {
                Layout.fillWidth: true
                comparison: page.comparison
            }
            RowLayout {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredHeight: 340
                spacing: page.gap

                FiguresCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 3
                    comparison: page.comparison
                }
                SettingsCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 2
                    comparison: page.comparison
                }
            }
        }
    }
}
