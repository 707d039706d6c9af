import QtQuick
import Sluice.Controls
import Sluice.Theme

// A stored URL.
Item {
    id: entry

    required property EntryColumns columns
    required property string url
    required property string path
    required property string route
    required property string type
    required property string status
    required property string size
    required property string age
    required property string remaining
    required property real remainingPart
    required property string variants
    required property string hits
    required property string why

    signal explainAsked
    signal purgeAsked

    Accessible.description: qsTr("kept by %1, fresh for %2").arg(why).arg(remaining)
    Accessible.name: url
    Accessible.role: Accessible.Row
    implicitHeight: 28

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    Row {
        height: parent.height
        spacing: entry.columns.gap

        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            elide: Text.ElideMiddle
            font.pixelSize: Theme.small
            mono: true
            text: entry.path
            width: entry.columns.url
            tip: qsTr("%1\n%2, route %3, %4, variants: %5, age %6").arg(entry.url).arg(entry.status).arg(entry.route).arg(entry.type === "" ? qsTr("no type") : entry.type).arg(entry.variants).arg(entry.age)
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.muted
            font.pixelSize: Theme.small
            text: entry.type
            visible: width > 0
            width: entry.columns.type
        }
        NumberCell {
            text: entry.size
            title: qsTr("Size")
            width: entry.columns.size
        }
        NumberCell {
            text: entry.age
            title: qsTr("Age")
            visible: width > 0
            width: entry.columns.age
        }
        Item {
            height: parent.height
            width: entry.columns.remaining

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.track
                height: 6
                radius: 2
                width: 34

                Rectangle {
                    color: Theme.teal
                    height: parent.height
                    radius: 2
                    width: parent.width * entry.remainingPart
                }
            }
            StyledText {
                anchors.verticalCenter: parent.verticalCenter
                color: entry.remainingPart > 0 ? Theme.text : Theme.muted
                font.pixelSize: Theme.small
                text: entry.remaining
                width: parent.width - x
                x: 41
            }
        }
        NumberCell {
            text: entry.variants
            title: qsTr("Variants")
            visible: width > 0
            width: entry.columns.variants
        }
        NumberCell {
            text: entry.hits
            title: qsTr("Hits")
            width: entry.columns.hits
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.muted
            font.pixelSize: Theme.small
            text: entry.why
            width: entry.columns.why
        }
        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 4
            width: entry.columns.buttons

            IconButton {
                Accessible.name: qsTr("Why is %1 stored?").arg(entry.path)
                path: "M 5.5 6 A 2.5 2.5 0 1 1 8 8.6 V 10 M 8 12.5 V 12.6"
                text: qsTr("Why?")

                onClicked: entry.explainAsked()
            }
            IconButton {
                Accessible.name: qsTr("Purge %1").arg(entry.path)
                path: "M 4 4 L 12 12 M 12 4 L 4 12"
                text: qsTr("Purge")

                onClicked: entry.purgeAsked()
            }
        }
    }
}
