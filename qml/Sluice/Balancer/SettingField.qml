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
    // What it is a setting of.
    required property string subject

    signal asked(string value)
    signal undoAsked

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
        tip: field.unsaved ? qsTr("%1; not saved").arg(field.tip) : field.tip
    }
    ValueBox {
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
        rightPadding: 6
        subject: field.subject
        value: field.value
        visible: !field.toggle
        width: 84

        onEntered: text => {
            if (text.trim() !== field.value)
                field.asked(text.trim());
        }
        onUndoAsked: field.undoAsked()
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
