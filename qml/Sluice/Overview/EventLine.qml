pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// When something was changed, across the whole height of a chart.
Item {
    id: event

    required property int age
    required property int mark
    required property int range

    height: parent ? parent.height : 0
    visible: mark !== Mark.Good && age <= range
    x: parent ? parent.width * (1 - age / range) : 0

    Column {
        clip: true
        height: parent.height
        spacing: 3
        x: -0.5

        Repeater {
            model: Math.max(0, Math.ceil(event.height / 6))

            Rectangle {
                color: event.mark === Mark.Bad ? Theme.bad : Theme.notice
                height: 3
                opacity: 0.75
                width: 1
            }
        }
    }
    StateMark {
        kind: event.mark
        x: -5
        y: -6
    }
}
