pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

// One of a few, side by side. The arrow keys move between them.
Rectangle {
    id: choice

    required property list<string> options
    required property string name
    property int current: 0

    signal chosen(int index)

    Accessible.name: name
    Accessible.role: Accessible.Grouping
    border.color: Theme.border
    color: Theme.card
    implicitHeight: Theme.controlHeight
    implicitWidth: row.implicitWidth + 6
    radius: Theme.radius

    Row {
        id: row

        anchors.centerIn: parent

        Repeater {
            id: repeater

            model: choice.options

            AbstractButton {
                id: option

                required property int index
                required property string modelData

                readonly property bool current: index === choice.current

                Accessible.checked: current
                Accessible.name: choice.name + " " + modelData
                Accessible.role: Accessible.RadioButton
                focusPolicy: Qt.TabFocus
                height: choice.height - 6
                horizontalPadding: 10
                text: modelData

                background: Rectangle {
                    color: option.current ? Theme.selected : option.hovered ? Theme.hovered : "transparent"
                    radius: Theme.radius - 2

                    FocusMark {
                        visible: option.visualFocus
                    }
                }
                contentItem: StyledText {
                    color: option.current ? Theme.text : Theme.muted
                    font.pixelSize: Theme.small
                    font.weight: option.current ? Font.DemiBold : Font.Normal
                    text: option.text
                    verticalAlignment: Text.AlignVCenter
                }

                Keys.onLeftPressed: choice.step(-1)
                Keys.onRightPressed: choice.step(1)
                onClicked: choice.chosen(index)
            }
        }
    }

    function step(by: int) {
        const next = Math.max(0, Math.min(options.length - 1, current + by));
        chosen(next);
        repeater.itemAt(next).forceActiveFocus(Qt.TabFocusReason);
    }
}
