import QtQuick
import Sluice.Theme

// The frame around what the keyboard acts on.
Rectangle {
    anchors.fill: parent
    anchors.margins: -2
    border.color: Theme.accent
    border.width: 2
    color: "transparent"
    radius: Theme.radius + 2
}
