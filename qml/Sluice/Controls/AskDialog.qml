import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import Sluice.Theme

// A question with up to three answers. Enter gives the marked one, Escape means "not now".
Popup {
    id: dialog

    required property string title
    required property string question
    required property string yes
    // Empty: there are two answers.
    property string no: ""
    // Enter changes nothing until another answer is marked.
    property bool careful: false

    signal agreed
    signal declined
    signal cancelled

    property bool answered: false
    readonly property ActionButton standard: careful ? cancelButton : yesButton
    readonly property ActionButton marked: {
        if (cancelButton.activeFocus)
            return cancelButton;
        if (noButton.activeFocus)
            return noButton;
        return yesButton.activeFocus ? yesButton : standard;
    }

    anchors.centerIn: T.Overlay.overlay
    focus: true
    modal: true
    padding: 20
    width: 460

    function answer(given: var) {
        answered = true;
        close();
        given();
    }

    T.Overlay.modal: Rectangle {
        color: Qt.alpha("black", 0.5)
    }
    background: Rectangle {
        border.color: Theme.border
        color: Theme.card
        radius: Theme.radius + 2
    }
    onAboutToShow: {
        answered = false;
        standard.forceActiveFocus(Qt.PopupFocusReason);
    }
    onClosed: {
        if (!answered)
            cancelled();
    }

    ColumnLayout {
        anchors.fill: parent
        Accessible.description: dialog.question
        Accessible.name: dialog.title
        Accessible.role: Accessible.Dialog
        spacing: 12

        Keys.onEnterPressed: event => dialog.marked.press(event)
        Keys.onReturnPressed: event => dialog.marked.press(event)

        StyledText {
            Layout.fillWidth: true
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
            text: dialog.title
        }
        StyledText {
            Layout.fillWidth: true
            color: Theme.muted
            text: dialog.question
            wrapMode: Text.Wrap
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            Layout.topMargin: 8
            spacing: 10

            ActionButton {
                id: cancelButton

                primary: dialog.marked === cancelButton
                text: qsTr("Cancel")

                onClicked: dialog.close()
            }
            ActionButton {
                id: noButton

                primary: dialog.marked === noButton
                text: dialog.no
                visible: dialog.no !== ""

                onClicked: dialog.answer(dialog.declined)
            }
            ActionButton {
                id: yesButton

                primary: dialog.marked === yesButton
                text: dialog.yes

                onClicked: dialog.answer(dialog.agreed)
            }
        }
    }
}
