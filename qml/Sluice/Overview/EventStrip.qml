pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What happened last, newest on the left.
Card {
    id: card

    required property EventModel events

    implicitHeight: 46

    Row {
        anchors.fill: parent
        anchors.margins: -Theme.padding
        anchors.leftMargin: 0
        anchors.rightMargin: 0
        clip: true
        spacing: 22

        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
            text: qsTr("Events")
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.muted
            font.pixelSize: Theme.small
            text: qsTr("Nothing yet. Changes of weights, reloads and errors show here.")
            visible: card.events.count === 0
        }
        Repeater {
            model: card.events

            EventEntry {
                anchors.verticalCenter: parent ? parent.verticalCenter : undefined
                // A half-shown event cannot be read.
                opacity: parent && x + width <= parent.width ? 1 : 0
            }
        }
    }
}
