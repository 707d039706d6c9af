import QtQuick
import Sluice.Theme

// A framed group in the header.
Rectangle {
    default property alias content: row.data

    border.color: Theme.border
    color: Theme.card
    implicitHeight: Theme.controlHeight
    implicitWidth: row.implicitWidth + 24
    radius: Theme.radius

    Row {
        id: row

        anchors.left: parent.left
        anchors.leftMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        spacing: 8
    }
}
