import QtQuick
import QtQuick.Templates as T
import Sluice.Controls
import Sluice.Theme

T.TabButton {
    id: item

    required property string path
    required property string key
    property bool compact: false
    property bool current: false

    Accessible.name: text
    checked: current
    focusPolicy: Qt.TabFocus
    implicitHeight: 36

    background: Rectangle {
        color: item.current ? Theme.selected : item.hovered ? Theme.hovered : "transparent"
        radius: Theme.radius

        FocusMark {
            visible: item.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            color: item.current ? Theme.text : Theme.muted
            path: item.path
            x: item.compact ? (parent.width - width) / 2 : 10
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: item.current ? Theme.text : Theme.muted
            font.weight: item.current ? Font.Medium : Font.Normal
            text: item.text
            visible: !item.compact
            x: 36
        }
        StyledText {
            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.faint
            font.pixelSize: Theme.tiny
            mono: true
            text: item.key
            visible: !item.compact
        }
    }

    Keys.onEnterPressed: item.clicked()
    Keys.onReturnPressed: item.clicked()
    onToggled: checked = Qt.binding(() => item.current)

    Tip {
        text: qsTr("%1 (%2)").arg(item.text).arg(item.key)
        visible: item.hovered && item.compact
    }
}
