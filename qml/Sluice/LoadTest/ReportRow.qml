import QtQuick
import Sluice.Controls
import Sluice.Theme

// One figure, as each end saw it.
Item {
    id: row

    required property ReportColumns columns
    required property string name
    required property string client
    required property string gateway
    required property string uncorrected

    Accessible.name: name
    Accessible.role: Accessible.Row
    height: 24

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    StyledText {
        anchors.verticalCenter: parent.verticalCenter
        text: row.name
    }
    NumberCell {
        text: row.client
        title: qsTr("Clients")
        width: row.columns.numberWidth
        x: row.columns.client
    }
    NumberCell {
        text: row.gateway
        title: qsTr("Gateway")
        width: row.columns.numberWidth
        x: row.columns.gateway
    }
    NumberCell {
        text: row.uncorrected
        title: qsTr("Uncorrected")
        visible: row.columns.open
        width: row.columns.numberWidth
        x: row.columns.uncorrected
    }
}
