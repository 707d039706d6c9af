import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// One number, large, with its recent past.
Rectangle {
    id: tile

    required property TileModel model
    required property color ink

    Accessible.name: qsTr("%1: %2 %3 %4").arg(model.label).arg(model.value).arg(model.unit).arg(model.detail)
    Accessible.role: Accessible.StaticText
    border.color: Theme.border
    clip: true
    color: Theme.card
    implicitHeight: 92
    radius: Theme.radius + 2

    Sparkline {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 1
        anchors.left: parent.left
        anchors.leftMargin: parent.width * 0.44
        anchors.right: parent.right
        anchors.rightMargin: 1
        color: tile.ink
        height: 26
        history: tile.model.history
    }
    StyledText {
        id: label

        color: Theme.muted
        font.pixelSize: Theme.small
        text: tile.model.label
        width: parent.width - 2 * Theme.padding
        x: Theme.padding
        y: tile.height < 90 ? 8 : 12
    }
    TabularText {
        id: value

        anchors.left: label.left
        anchors.top: label.bottom
        anchors.topMargin: tile.height < 90 ? 0 : 3
        color: Theme.text
        font.family: Theme.family
        font.pixelSize: Theme.huge
        font.weight: Font.DemiBold
        text: tile.model.value === "" ? "–" : tile.model.value
    }
    StyledText {
        id: unit

        anchors.baseline: value.baseline
        anchors.left: value.right
        anchors.leftMargin: 7
        color: Theme.muted
        font.pixelSize: Theme.small
        text: tile.model.unit + tile.model.detail
        width: Math.min(implicitWidth, tile.width - x - 8)
    }
}
