import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

TextField {
    id: box

    property bool wrong: false
    // Shows that it can be typed into only when the pointer is there.
    property bool quiet: false

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
            return box.quiet && !box.hovered ? Theme.border : Theme.control;
        }
        border.width: box.activeFocus ? 2 : 1
        color: Theme.window
        radius: Theme.radius
    }
}
