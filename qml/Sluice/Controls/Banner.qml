import QtQuick
import QtQuick.Layouts
import Sluice.Model
import Sluice.Theme

// What went wrong, above everything else, until it is dismissed.
Rectangle {
    id: banner

    required property string text
    property bool dismissable: true

    signal dismissed

    Accessible.name: text
    Accessible.role: Accessible.AlertMessage
    border.color: Theme.bad
    color: Theme.card
    implicitHeight: row.implicitHeight + 18
    radius: Theme.radius

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.margins: 12
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: 12

        StateMark {
            kind: Mark.Bad
        }
        StyledText {
            Layout.fillWidth: true
            maximumLineCount: 4
            text: banner.text
            wrapMode: Text.Wrap
        }
        ActionButton {
            text: qsTr("Dismiss")
            visible: banner.dismissable

            onClicked: banner.dismissed()
        }
    }
}
