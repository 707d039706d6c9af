import QtQuick
import Sluice.Controls

Item {
    id: headings

    required property ReportColumns columns

    height: 26
    width: columns.width

    Heading {
        text: qsTr("Figure")
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Load test")
        width: headings.columns.numberWidth
        x: headings.columns.client
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Gateway")
        width: headings.columns.numberWidth
        x: headings.columns.gateway
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("From sending on")
        visible: headings.columns.open
        width: headings.columns.numberWidth
        x: headings.columns.uncorrected
    }
}
