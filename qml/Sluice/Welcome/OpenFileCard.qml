import QtQuick
import Sluice.Controls
import Sluice.Theme

Card {
    id: card

    property bool busy: false

    signal asked

    bodyHeight: column.implicitHeight
    title: qsTr("Open a configuration")

    Column {
        id: column

        spacing: 14
        width: parent.width

        StyledText {
            color: Theme.muted
            lineHeight: 1.25
            text: qsTr("A TOML file with routes and pools. It is watched: what you save in your editor is live at once.")
            width: parent.width
            wrapMode: Text.Wrap
        }
        ActionButton {
            enabled: !card.busy
            text: qsTr("Open a file…")
            tip: "Ctrl+O"

            onClicked: card.asked()
        }
    }
}
