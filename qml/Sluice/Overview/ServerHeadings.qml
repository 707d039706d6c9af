import QtQuick
import Sluice.Controls
import Sluice.Theme

Row {
    id: headings

    required property ServerColumns columns

    spacing: columns.gap

    component Heading: StyledText {
        color: Theme.faint
        font.pixelSize: Theme.small
        height: 24
        verticalAlignment: Text.AlignVCenter
    }
    component NumberHeading: Heading {
        horizontalAlignment: Text.AlignRight
    }

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
        text: headings.columns.roomy ? qsTr("Share of traffic") : qsTr("Share")
        width: headings.columns.share
    }
    NumberHeading {
        text: qsTr("req/s")
        width: headings.columns.rate
    }
    NumberHeading {
        text: qsTr("p50 ms")
        width: headings.columns.p50
    }
    NumberHeading {
        text: qsTr("p99 ms")
        width: headings.columns.p99
    }
    NumberHeading {
        text: qsTr("In flight")
        width: headings.columns.inFlight
    }
    NumberHeading {
        text: qsTr("Success")
        width: headings.columns.success
    }
}
