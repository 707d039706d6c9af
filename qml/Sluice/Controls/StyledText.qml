import QtQuick
import Sluice.Theme

// Text as the application sets it. Never interprets what it shows.
Text {
    property bool mono: false

    color: Theme.text
    elide: Text.ElideRight
    font.family: mono ? Theme.monoFamily : Theme.family
    font.pixelSize: Theme.normal
    renderType: Text.NativeRendering
    textFormat: Text.PlainText
}
