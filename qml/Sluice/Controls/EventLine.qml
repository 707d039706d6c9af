pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model

// When something was changed, across the whole height of a chart.
Item {
    id: event

    required property int age
    required property int mark
    required property bool change
    required property string label
    required property string subject
    required property string text
    required property int range

    height: parent ? parent.height : 0
    visible: (change || mark !== Mark.Good) && age <= range
    // Between two pixels, a line this thin may vanish.
    x: parent ? Math.round(parent.width * (1 - age / range)) : 0

    Column {
        clip: true
        height: parent.height
        spacing: 3

        Repeater {
            model: Math.max(0, Math.ceil(event.height / 6))

            Rectangle {
                color: shape.ink
                height: 3
                opacity: 0.75
                width: 1
            }
        }
    }
    StateMark {
        id: shape

        Accessible.name: tip
        kind: event.mark
        x: -5
        y: -6
        tip: qsTr("%1 %2 %3").arg(event.label).arg(event.subject).arg(event.text).trim()
    }
}
