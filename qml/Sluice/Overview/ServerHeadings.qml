import QtQuick
import Sluice.Controls

Row {
    id: headings

    required property ServerColumns columns

    spacing: columns.gap

    Heading {
        text: qsTr("Server")
        width: headings.columns.name
    }
    Heading {
        text: qsTr("State")
        width: headings.columns.state
    }
    Heading {
        text: qsTr("Weight")
        width: headings.columns.weight
    }
    Heading {
        text: headings.columns.share > 120 ? qsTr("Share of traffic") : qsTr("Share")
        width: headings.columns.share
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("req/s")
        width: headings.columns.rate
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("p50 ms")
        visible: width > 0
        width: headings.columns.p50
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("p99 ms")
        width: headings.columns.p99
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("In flight")
        visible: width > 0
        width: headings.columns.inFlight
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Success")
        width: headings.columns.success
    }
    Heading {
        text: qsTr("Last check")
        visible: width > 0
        width: headings.columns.check
    }
}
