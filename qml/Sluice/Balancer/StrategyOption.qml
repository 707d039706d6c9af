import QtQuick
import Sluice.Controls
import Sluice.Theme

// One of the strategies. The arrow keys go through them; only Space, Enter or a click chooses, since
// each choice is live at once.
RadioOption {
    id: option

    required property string title
    required property string description
    Accessible.description: description
    Accessible.name: title
    leftPadding: 10
    rightPadding: 8

    background: Rectangle {
        border.color: option.current ? Theme.accent : "transparent"
        color: option.current ? Theme.selected : option.hovered ? Theme.hovered : "transparent"
        radius: Theme.radius

        FocusMark {
            anchors.margins: 0
            radius: Theme.radius
            visible: option.visualFocus
        }
    }
    contentItem: Item {
        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            border.color: option.current ? Theme.accent : Theme.control
            border.width: option.current ? 4 : 1.5
            color: "transparent"
            height: 13
            radius: 7
            width: 13
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 1
            width: parent.width - x
            x: 22

            StyledText {
                font.weight: option.current ? Font.DemiBold : Font.Normal
                text: option.title
                width: parent.width
            }
            StyledText {
                color: Theme.muted
                font.pixelSize: Theme.tiny
                text: option.description
                width: parent.width
            }
        }
    }
}
