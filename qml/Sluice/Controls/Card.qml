import QtQuick
import QtQuick.Layouts
import Sluice.Theme

// A framed part of a screen with a heading; `tools` stand at the right end of it.
Rectangle {
    id: card

    default property alias content: body.data
    property alias tools: toolRow.data
    // Of the content, for a card that is as tall as that.
    property real bodyHeight: 0
    property string title: ""
    property string subtitle: ""

    Accessible.name: title
    Accessible.role: Accessible.Grouping
    border.color: Theme.border
    color: Theme.card
    implicitHeight: bodyHeight + (heading.visible ? heading.height + 10 : 0) + 2 * Theme.padding
    radius: Theme.radius + 2

    RowLayout {
        id: heading

        anchors.left: parent.left
        anchors.margins: Theme.padding
        anchors.right: parent.right
        anchors.top: parent.top
        height: 22
        spacing: 10
        visible: card.title !== ""

        StyledText {
            font.weight: Font.DemiBold
            text: card.title
        }
        StyledText {
            Layout.fillWidth: true
            color: Theme.muted
            font.pixelSize: Theme.small
            text: card.subtitle
        }
        Row {
            id: toolRow

            spacing: 14
        }
    }
    Item {
        id: body

        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.margins: Theme.padding
        anchors.right: parent.right
        anchors.top: heading.visible ? heading.bottom : parent.top
        anchors.topMargin: heading.visible ? 10 : Theme.padding
    }
}
