import QtQuick
import Sluice.Controls
import Sluice.Theme

// A snapshot that is kept; its name can be typed over.
Item {
    id: row

    required property string name
    required property string detail
    required property int side

    signal chosen(int side)
    signal exportAsked
    signal removed
    signal renamed(string to)

    Accessible.name: name
    Accessible.role: Accessible.ListItem
    implicitHeight: 58

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    ValueBox {
        id: box

        Accessible.name: qsTr("Name of the snapshot")
        anchors.left: parent.left
        anchors.right: buttons.left
        anchors.rightMargin: 8
        font.family: Theme.family
        implicitHeight: 26
        maximumLength: 80
        subject: row.name
        value: row.name
        y: 7

        onEntered: text => {
            if (text.trim() !== "" && text !== row.name)
                row.renamed(text);
        }
    }
    StyledText {
        anchors.left: parent.left
        anchors.leftMargin: 2
        color: Theme.faint
        font.pixelSize: Theme.tiny
        text: row.detail
        width: parent.width - 4
        y: 37
    }
    Row {
        id: buttons

        anchors.right: parent.right
        spacing: 4
        y: 7

        ActionButton {
            Accessible.name: qsTr("%1 as A").arg(row.name)
            horizontalPadding: 8
            implicitHeight: 26
            primary: row.side === 0
            text: "A"
            tip: qsTr("Compare: the first")

            onClicked: row.chosen(0)
        }
        ActionButton {
            Accessible.name: qsTr("%1 as B").arg(row.name)
            horizontalPadding: 8
            implicitHeight: 26
            primary: row.side === 1
            text: "B"
            tip: qsTr("Compare: the second")

            onClicked: row.chosen(1)
        }
        IconButton {
            Accessible.name: qsTr("Export %1").arg(row.name)
            anchors.verticalCenter: parent.verticalCenter
            path: "M 8 2 V 10 M 5 7 L 8 10 L 11 7 M 3 13.5 H 13"
            text: qsTr("Export")

            onClicked: row.exportAsked()
        }
        IconButton {
            Accessible.name: qsTr("Delete %1").arg(row.name)
            anchors.verticalCenter: parent.verticalCenter
            path: "M 4 4 L 12 12 M 12 4 L 4 12"
            text: qsTr("Delete")

            onClicked: row.removed()
        }
    }
}
