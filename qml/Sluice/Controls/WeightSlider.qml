import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

// A weight to drag, to step with the arrow keys (0.1; 1 with Page Up and Page Down), or to type.
// While it is dragged or typed, a value from outside does not move it.
Item {
    id: control

    required property string server
    required property real weight
    // The right end, for all servers of a pool.
    required property real highest
    // Of the server.
    required property string pool

    signal weightMoved(real weight)
    // The drag, the held key or the typing is over.
    signal settled
    signal undoAsked

    implicitHeight: 26
    implicitWidth: 140

    function settle(value: real) {
        const rounded = Math.round(Math.max(0, Math.min(1000, value)) * 100) / 100;
        if (rounded !== weight)
            weightMoved(rounded);
    }

    Slider {
        id: slider

        Accessible.name: qsTr("Weight of %1").arg(control.server)
        Accessible.role: Accessible.Slider
        anchors.left: parent.left
        anchors.right: box.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        focusPolicy: Qt.StrongFocus
        from: 0
        implicitHeight: 20
        padding: 0
        stepSize: 0.1

        background: Rectangle {
            color: Theme.track
            height: 4
            radius: 2
            width: slider.width
            y: (slider.height - height) / 2

            Rectangle {
                color: Theme.accent
                height: parent.height
                radius: 2
                width: slider.visualPosition * parent.width
            }
        }
        handle: Rectangle {
            border.color: Theme.dark ? Theme.card : Theme.control
            color: slider.pressed ? Theme.accent : Theme.knob
            height: 14
            radius: 7
            width: 14
            x: slider.visualPosition * (slider.width - width)
            y: (slider.height - height) / 2

            FocusMark {
                anchors.margins: -4
                radius: 11
                visible: slider.visualFocus
            }
        }

        Keys.onPressed: event => {
            if (event.key !== Qt.Key_PageUp && event.key !== Qt.Key_PageDown)
                return;
            control.settle(control.weight + (event.key === Qt.Key_PageUp ? 1 : -1));
            control.settled();
            event.accepted = true;
        }
        // A key that is held is one gesture.
        Keys.onReleased: event => event.accepted = event.isAutoRepeat
        onPressedChanged: {
            if (!pressed)
                control.settled();
        }
        onMoved: control.settle(Math.round(value * 10) / 10)
    }
    // The end does not move under the pointer.
    Binding {
        property: "to"
        restoreMode: Binding.RestoreNone
        target: slider
        value: Math.max(control.highest, control.weight)
        when: !slider.pressed
    }
    Binding {
        property: "value"
        restoreMode: Binding.RestoreNone
        target: slider
        // Depends on `to`, which cuts off a value that comes before it has grown.
        value: Math.min(control.weight, slider.to)
        when: !slider.pressed
    }
    ValueBox {
        id: box

        Accessible.name: qsTr("Weight of %1, typed").arg(control.server)
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: Theme.small
        horizontalAlignment: TextInput.AlignRight
        implicitHeight: 24
        leftPadding: 4
        maximumLength: 6
        rightPadding: 6
        subject: control.pool + "/" + control.server
        value: control.shown(control.weight)
        width: 54
        wrong: !acceptableInput

        validator: RegularExpressionValidator {
            regularExpression: /\d{1,3}([.,]\d{0,2})?|1000/
        }

        onEntered: text => {
            control.settle(Number(text.replace(",", ".")));
            control.settled();
        }
        onUndoAsked: control.undoAsked()
    }

    function shown(value: real): string {
        return Number.isInteger(value * 10) ? value.toFixed(1) : String(value);
    }
}
