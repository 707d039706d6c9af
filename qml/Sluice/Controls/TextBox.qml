import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

// A line to type. Enter and Escape leave it, so that the keys of the window work again.
TextField {
    id: box

    property bool wrong: false
    // Enter and Escape are for the dialog that it stands in.
    property bool inDialog: false
    // Escape is what takes the focus away.
    property bool escaped: false

    // What does not fit can be read in a tip.
    readonly property string tip: contentWidth > width - leftPadding - rightPadding + 1 ? text : ""

    function leave() {
        parent.forceActiveFocus(Qt.OtherFocusReason);
    }

    ToolTip.delay: 600
    ToolTip.text: tip
    ToolTip.visible: tip !== "" && hovered && !activeFocus
    Accessible.role: Accessible.EditableText
    color: Theme.text
    font.family: Theme.monoFamily
    font.pixelSize: Theme.normal
    implicitHeight: Theme.controlHeight
    bottomPadding: 0
    leftPadding: 10
    placeholderTextColor: Theme.faint
    rightPadding: 10
    selectByMouse: true
    topPadding: 0
    selectedTextColor: Theme.inkOnAccent
    selectionColor: Theme.accent
    verticalAlignment: TextInput.AlignVCenter

    background: Rectangle {
        border.color: {
            if (box.wrong)
                return Theme.bad;
            if (box.activeFocus)
                return Theme.accent;
            return Theme.control;
        }
        border.width: box.activeFocus ? 2 : 1
        color: Theme.window
        radius: Theme.radius
    }

    Keys.onEscapePressed: event => {
        event.accepted = !inDialog;
        escaped = true;
        if (!inDialog)
            leave();
        escaped = false;
    }
    onTextChanged: {
        if (!activeFocus)
            cursorPosition = 0;
    }
    onAccepted: {
        if (!inDialog)
            leave();
    }
}
