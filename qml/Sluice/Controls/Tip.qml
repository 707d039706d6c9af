import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

ToolTip {
    id: tip

    delay: 600
    padding: 7

    background: Rectangle {
        border.color: Theme.border
        color: Theme.raised
        radius: Theme.radius
    }
    contentItem: StyledText {
        font.pixelSize: Theme.small
        text: tip.text
    }
}
