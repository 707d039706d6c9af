import QtQuick
import Sluice.Controls
import Sluice.Theme

// A setting to type, or to switch on and off. It is asked for when the typing is over; Escape leaves
// it as it was. One that differs from the file is marked.
Item {
    id: field

    required property string title
    required property string tip
    required property string value
    required property bool toggle
    required property bool unsaved

    signal asked(string value)

    implicitHeight: 28

    Rectangle {
        anchors.right: name.left
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.notice
        height: 5
        radius: 3
        visible: field.unsaved
        width: 5
    }
    StyledText {
        id: name

        anchors.left: parent.left
        anchors.right: box.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.muted
        font.pixelSize: Theme.small
        text: field.title

        HoverHandler {
            id: hover
        }
        Tip {
            text: field.unsaved ? qsTr("%1; not saved").arg(field.tip) : field.tip
            visible: hover.hovered
        }
    }
    TextBox {
        id: box

        Accessible.description: field.tip
        Accessible.name: field.title
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: Theme.small
        horizontalAlignment: TextInput.AlignRight
        implicitHeight: 24
        leftPadding: 4
        maximumLength: 60
        placeholderText: qsTr("none")
        quiet: true
        rightPadding: 6
        visible: !field.toggle
        width: 84

        Keys.onEscapePressed: {
            text = field.value;
            focus = false;
        }
        onActiveFocusChanged: {
            if (activeFocus)
                selectAll();
        }
        onEditingFinished: {
            if (text.trim() !== field.value)
                field.asked(text.trim());
        }
    }
    Binding {
        property: "text"
        restoreMode: Binding.RestoreNone
        target: box
        value: field.value
        when: !box.activeFocus
    }
    Choice {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        current: field.value === "true" ? 1 : 0
        implicitHeight: 24
        name: field.title
        options: [qsTr("off"), qsTr("on")]
        visible: field.toggle

        onChosen: index => {
            if (index !== current)
                field.asked(index === 1 ? "true" : "false");
        }
    }
}
