import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// A setting or a count, with its name.
Item {
    id: fact

    required property string label
    required property string value
    // Good: not shown.
    property int mark: Mark.Good

    Accessible.name: fact.label + " " + fact.value
    Accessible.role: Accessible.StaticText
    implicitHeight: 20

    StyledText {
        anchors.left: parent.left
        anchors.right: mark.visible ? mark.left : value.left
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.muted
        font.pixelSize: Theme.small
        text: fact.label
    }
    StateMark {
        id: mark

        anchors.right: value.left
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        kind: fact.mark
        visible: fact.mark !== Mark.Good
    }
    TabularText {
        id: value

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.text
        font.family: Theme.family
        font.pixelSize: Theme.small
        text: fact.value
    }
}
