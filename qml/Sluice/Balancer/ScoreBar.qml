import QtQuick
import Sluice.Theme

// A score from 0 to 1, put together from its terms.
Item {
    id: bar

    required property real speed
    required property real room
    required property real success
    required property real health

    implicitHeight: 12
    implicitWidth: 60

    component Term: Rectangle {
        required property real part
        required property real full

        height: 8
        width: full * Math.max(0, Math.min(1, part))
    }

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.track
        height: 8
        radius: 2
        width: parent.width
    }
    Row {
        anchors.verticalCenter: parent.verticalCenter

        Term {
            color: Theme.accent
            full: bar.width
            part: bar.speed
        }
        Term {
            color: Theme.violet
            full: bar.width
            part: bar.room
        }
        Term {
            color: Theme.good
            full: bar.width
            part: bar.success
        }
        Term {
            color: Theme.notice
            full: bar.width
            part: bar.health
        }
    }
}
