import QtQuick
import Sluice.Controls

Row {
    id: headings

    required property WhatIfColumns columns
    required property string slowestServer

    spacing: columns.gap

    Heading {
        text: qsTr("Strategy")
        width: headings.columns.title
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("p50 ms")
        width: headings.columns.p50
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("p99 ms")
        width: headings.columns.p99
    }
    Heading {
        text: headings.columns.bar > 150 ? qsTr("p99, the tick is now") : qsTr("p99 (tick: now)")
        width: headings.columns.bar
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: headings.slowestServer === "" ? qsTr("To slowest") : qsTr("To %1").arg(headings.slowestServer)
        width: headings.columns.slowest
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Errors")
        width: headings.columns.errors
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Imbalance")
        width: headings.columns.imbalance
    }
}
