import QtQuick
import QtQuick.Layouts
import Sluice.Theme

// A framed group in the header.
Rectangle {
    id: pill

    default property alias content: row.data
    property real rightMargin: 12

    border.color: Theme.border
    color: Theme.card
    implicitHeight: Theme.controlHeight
    implicitWidth: row.implicitWidth + 12 + rightMargin
    radius: Theme.radius

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: 12
        anchors.rightMargin: pill.rightMargin
        spacing: 8
    }
}
