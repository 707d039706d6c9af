import QtQuick
import Sluice.Controls
import Sluice.Theme

// There is no cache: how to have one.
Column {
    id: none

    required property bool hasFile

    signal startAsked

    spacing: 14
    width: 460

    StyledText {
        font.pixelSize: Theme.title
        font.weight: Font.DemiBold
        text: qsTr("There is no cache yet")
    }
    StyledText {
        color: Theme.muted
        text: none.hasFile ? qsTr("Start one now: 64 MiB of memory, with what the servers allow to be stored. It is live at once, and in the file when you save. Or write a [cache] section into the file yourself:") : qsTr("Start one now: 64 MiB of memory, with what the servers allow to be stored. It is live at once, and lasts until the gateway stops. In a configuration file, it is a section:")
        width: parent.width
        wrapMode: Text.Wrap
    }
    Rectangle {
        border.color: Theme.border
        color: Theme.card
        height: sample.implicitHeight + 20
        radius: Theme.radius
        width: parent.width

        StyledText {
            id: sample

            color: Theme.muted
            mono: true
            text: "[cache]\nmemory = \"64MiB\"\ndefault_ttl = \"0s\""
            x: 12
            y: 10
        }
    }
    ActionButton {
        primary: true
        text: qsTr("Start the cache")

        onClicked: none.startAsked()
    }
}
