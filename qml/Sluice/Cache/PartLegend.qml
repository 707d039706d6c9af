import QtQuick
import Sluice.Controls
import Sluice.Theme

// What one part of the memory holds.
Item {
    id: part

    required property color ink
    required property string name
    required property string size

    Accessible.name: qsTr("%1, %2").arg(name).arg(size)
    Accessible.role: Accessible.ListItem
    implicitHeight: 18

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        color: part.ink
        height: 8
        radius: 2
        width: 8
    }
    StyledText {
        anchors.left: parent.left
        anchors.leftMargin: 14
        anchors.right: sizeText.left
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.muted
        elide: Text.ElideMiddle
        font.pixelSize: Theme.small
        text: part.name
    }
    StyledText {
        id: sizeText

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: Theme.small
        text: part.size
    }
}
