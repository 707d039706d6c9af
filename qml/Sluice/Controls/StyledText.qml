import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

// Text as the application sets it. Never interprets what it shows; what is cut off can be read in a
// tip.
Text {
    id: label

    property bool mono: false
    property string tip: truncated ? text : ""

    ToolTip.delay: 600
    ToolTip.text: tip
    ToolTip.visible: tip !== "" && hover.hovered
    color: Theme.text
    elide: Text.ElideRight
    font.family: mono ? Theme.monoFamily : Theme.family
    font.pixelSize: Theme.normal
    renderType: Text.NativeRendering
    textFormat: Text.PlainText

    HoverHandler {
        id: hover

        enabled: label.tip !== ""
    }
}
