import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Theme

Button {
    id: button

    // The one button that the screen is about.
    property bool primary: false
    // Drawn on the left when there is one, and alone when `compact`.
    property string icon16: ""
    property bool compact: false
    property string tip: ""

    readonly property color ink: primary ? Theme.inkOnAccent : Theme.text

    Accessible.description: tip
    Accessible.name: text
    Accessible.role: Accessible.Button
    focusPolicy: Qt.TabFocus
    horizontalPadding: compact ? 8 : 13
    implicitHeight: Theme.controlHeight
    opacity: enabled ? 1 : 0.45
    verticalPadding: 0

    background: Rectangle {
        border.color: button.primary ? "transparent" : Theme.border
        color: {
            if (button.primary)
                return button.down ? Qt.darker(Theme.accent, 1.15) : Theme.accent;
            return button.down || button.hovered ? Theme.hovered : Theme.raised;
        }
        radius: Theme.radius

        FocusMark {
            visible: button.visualFocus
        }
    }
    contentItem: Row {
        spacing: 7

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            color: button.ink
            path: button.icon16
            visible: button.icon16 !== ""
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: button.ink
            font.weight: button.primary ? Font.DemiBold : Font.Medium
            text: button.text
            visible: !button.compact
        }
    }

    // A key that is held since before does not answer a dialog.
    Keys.onEnterPressed: event => press(event)
    Keys.onReturnPressed: event => press(event)

    function press(event: KeyEvent) {
        if (!event.isAutoRepeat)
            clicked();
    }

    Tip {
        text: button.tip !== "" ? button.tip : button.text
        visible: button.hovered && (button.tip !== "" || button.compact)
    }
}
