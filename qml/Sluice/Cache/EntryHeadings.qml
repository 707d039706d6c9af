import QtQuick
import Sluice.Controls

Row {
    id: headings

    required property EntryColumns columns

    spacing: columns.gap

    Heading {
        text: qsTr("URL")
        width: headings.columns.url
    }
    Heading {
        text: qsTr("Type")
        visible: width > 0
        width: headings.columns.type
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Size")
        width: headings.columns.size
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Age")
        visible: width > 0
        width: headings.columns.age
    }
    Heading {
        text: qsTr("Fresh for")
        width: headings.columns.remaining
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Var.")
        visible: width > 0
        width: headings.columns.variants
    }
    Heading {
        horizontalAlignment: Text.AlignRight
        text: qsTr("Hits")
        width: headings.columns.hits
    }
    Heading {
        text: qsTr("Kept by")
        width: headings.columns.why
    }
}
