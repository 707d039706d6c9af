import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Which stored answers are to go.
Popup {
    id: dialog

    required property CacheModel cache

    readonly property bool all: kind.current === 4
    readonly property string pattern: all ? "all" : ["url:", "prefix:", "glob:", "tag:"][kind.current] + box.text.trim()
    readonly property string problem: all || box.text.trim() === "" ? "" : cache.purgeProblem(pattern)

    anchors.centerIn: T.Overlay.overlay
    focus: true
    modal: true
    padding: 20
    width: 480

    function purge() {
        if (!accept.enabled)
            return;
        cache.purge(pattern);
        close();
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
        kind.current = 0;
        box.clear();
        box.forceActiveFocus(Qt.PopupFocusReason);
    }

    ColumnLayout {
        Accessible.name: qsTr("Purge stored answers")
        Accessible.role: Accessible.Dialog
        anchors.fill: parent
        spacing: 12

        StyledText {
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
            text: qsTr("Purge stored answers")
        }
        Choice {
            id: kind

            name: qsTr("By")
            options: [qsTr("URL"), qsTr("Prefix"), qsTr("Pattern"), qsTr("Tag"), qsTr("All")]

            onChosen: index => current = index
        }
        TextBox {
            id: box

            Accessible.name: qsTr("What to purge")
            Layout.fillWidth: true
            inDialog: true
            maximumLength: 2000
            placeholderText: ["/orders/7", "/orders", "/orders/*?page=*", "news"][kind.current] ?? ""
            visible: !dialog.all
            wrong: dialog.problem !== ""

            onAccepted: dialog.purge()
        }
        StyledText {
            Layout.fillWidth: true
            color: Theme.muted
            text: {
                if (dialog.problem !== "")
                    return dialog.problem;
                return [qsTr("This URL, or this path of every host."), qsTr("All that begins so, of every host if it is a path."), qsTr("* stands for any characters, ? for one."), qsTr("What the server tagged so, in Surrogate-Key or Cache-Tag.")][kind.current] ?? "";
            }
            visible: !dialog.all
            wrapMode: Text.Wrap
        }
        StateMark {
            Layout.fillWidth: true
            kind: Mark.Notice
            text: dialog.cache.hasRedis ? qsTr("All of %1 go, and all that Redis has for its instances.").arg(dialog.cache.entries) : qsTr("All of %1 go, and the servers are asked anew.").arg(dialog.cache.entries)
            visible: dialog.all
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
                id: accept

                enabled: dialog.all || (box.text.trim() !== "" && dialog.problem === "")
                primary: true
                text: dialog.all ? qsTr("Purge everything") : qsTr("Purge")

                onClicked: dialog.purge()
            }
        }
    }
}
