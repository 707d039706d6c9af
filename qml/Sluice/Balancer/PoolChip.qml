import QtQuick
import Sluice.Controls
import Sluice.Theme

RadioOption {
    id: chip

    Accessible.name: qsTr("Pool %1").arg(text)
    horizontalPadding: 10
    implicitHeight: 26

    background: Rectangle {
        border.color: chip.current ? Theme.accent : Theme.border
        color: chip.current ? Theme.selected : chip.hovered ? Theme.hovered : "transparent"
        radius: Theme.radius

        FocusMark {
            visible: chip.visualFocus
        }
    }
    contentItem: StyledText {
        color: chip.current ? Theme.text : Theme.muted
        elide: Text.ElideMiddle
        font.pixelSize: Theme.small
        font.weight: chip.current ? Font.DemiBold : Font.Normal
        mono: true
        text: chip.text
        verticalAlignment: Text.AlignVCenter
    }
}
