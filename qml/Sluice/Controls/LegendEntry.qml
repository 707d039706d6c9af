import QtQuick
import Sluice.Controls
import Sluice.Theme

Row {
    required property color ink
    required property string text

    spacing: 6

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        color: parent.ink
        height: 3
        radius: 1
        width: 10
    }
    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: parent.text
    }
}
