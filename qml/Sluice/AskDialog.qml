import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import Sluice.Controls
import Sluice.Theme

// A question with up to three answers. Escape means "not now".
Popup {
    id: dialog

    required property string title
    required property string question
    required property string yes
    required property string no

    signal agreed
    signal declined
    signal cancelled

    property bool answered: false

    anchors.centerIn: T.Overlay.overlay
    focus: true
    modal: true
    padding: 20
    width: 460

    T.Overlay.modal: Rectangle {
        color: Qt.alpha("black", 0.5)
    }
    background: Rectangle {
        border.color: Theme.border
        color: Theme.card
        radius: Theme.radius + 2
    }
    onAboutToShow: answered = false
    onClosed: {
        if (!answered)
            cancelled();
    }

    contentItem: ColumnLayout {
        Accessible.name: dialog.title
        Accessible.role: Accessible.Dialog
        spacing: 12

        StyledText {
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
                text: qsTr("Cancel")

                onClicked: dialog.close()
            }
            ActionButton {
                text: dialog.no

                onClicked: {
                    dialog.answered = true;
                    dialog.close();
                    dialog.declined();
                }
            }
            ActionButton {
                focus: true
                primary: true
                text: dialog.yes

                onClicked: {
                    dialog.answered = true;
                    dialog.close();
                    dialog.agreed();
                }
            }
        }
    }
}
