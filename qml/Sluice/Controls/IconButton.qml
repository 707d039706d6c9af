import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Theme

// A small drawing to press inside another control.
Button {
    id: button

    required property string path

    Accessible.name: text
    Accessible.role: Accessible.Button
    focusPolicy: Qt.TabFocus
    implicitHeight: 22
    implicitWidth: 22
    horizontalPadding: 3
    verticalPadding: 3

    background: Rectangle {
        color: button.down || button.hovered ? Theme.hovered : "transparent"
        radius: Theme.radius - 2

        FocusMark {
            visible: button.visualFocus
        }
    }
    contentItem: Icon {
        color: button.hovered ? Theme.text : Theme.muted
        path: button.path
    }

    Keys.onEnterPressed: button.clicked()
    Keys.onReturnPressed: button.clicked()

    Tip {
        text: button.text
        visible: button.hovered
    }
}
