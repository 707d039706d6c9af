import QtQuick
import Sluice.Controls
import Sluice.Theme

Card {
    id: card

    property bool busy: false

    signal started

    bodyHeight: column.implicitHeight
    title: qsTr("Start the demo")

    Column {
        id: column

        spacing: 14
        width: parent.width

        StyledText {
            color: Theme.muted
            lineHeight: 1.25
            text: qsTr("Three small servers on this computer, one of them slow and one now and then wrong, with gentle traffic through a real gateway. Move a weight and watch the traffic follow.")
            width: parent.width
            wrapMode: Text.Wrap
        }
        ActionButton {
            enabled: !card.busy
            text: qsTr("Start the demo")

            onClicked: card.started()
        }
    }
}
