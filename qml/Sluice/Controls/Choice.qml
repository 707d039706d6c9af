pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Theme

// One of a few, side by side. The arrow keys move between them.
Rectangle {
    id: choice

    required property list<string> options
    required property string name
    property int current: 0
    property bool compact: false
    // For all of it; beyond, the words are cut in their middle.
    property real room: 10000

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

            RadioOption {
                id: option

                required property int index
                required property string modelData

                Accessible.name: choice.name + " " + modelData
                current: index === choice.current
                height: choice.height - 6
                horizontalPadding: choice.compact ? 7 : 10
                text: modelData
                width: Math.min(implicitWidth, (choice.room - 6) / choice.options.length)

                background: Rectangle {
                    color: option.current ? Theme.selected : option.hovered ? Theme.hovered : "transparent"
                    radius: Theme.radius - 2

                    FocusMark {
                        visible: option.visualFocus
                    }
                }
                contentItem: StyledText {
                    elide: Text.ElideMiddle
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
