import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Theme

// Shows what is folded away, and folds it again.
AbstractButton {
    id: button

    property bool open: false

    Accessible.name: text
    Accessible.role: Accessible.Button
    Accessible.description: open ? qsTr("Unfolded") : qsTr("Folded")
    focusPolicy: Qt.TabFocus
    implicitHeight: 24
    implicitWidth: implicitContentWidth + 8

    background: Item {
        FocusMark {
            visible: button.visualFocus
        }
    }
    contentItem: Row {
        spacing: 6

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            color: button.hovered ? Theme.text : Theme.muted
            path: button.open ? "M 4 6 L 8 10 L 12 6" : "M 6 4 L 10 8 L 6 12"
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: button.hovered ? Theme.text : Theme.muted
            font.pixelSize: Theme.small
            text: button.text
        }
    }

    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    onClicked: open = !open
}
