pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Theme

// The axes of a chart, over time if not told otherwise: lines, labels, and the room for what is
// drawn.
Item {
    id: frame

    default property alias content: plot.data
    // From the bottom up.
    required property list<string> labels
    required property int range
    // From left to right.
    property list<string> times: {
        if (range > 3600)
            return [qsTr("−24 h"), "−18", "−12", "−6", qsTr("now")];
        if (range > 300)
            return [qsTr("−60 min"), "−45", "−30", "−15", qsTr("now")];
        return range > 60 ? [qsTr("−5 min"), "−4", "−3", "−2", "−1", qsTr("now")] : [qsTr("−60 s"), "−45", "−30", "−15", qsTr("now")];
    }

    Item {
        id: plot

        anchors.fill: parent
        anchors.bottomMargin: 20
        anchors.leftMargin: 56
        anchors.topMargin: 6
        z: 1
    }
    Repeater {
        model: frame.labels

        Item {
            id: level

            required property int index
            required property string modelData

            width: frame.width
            y: plot.y + plot.height * (1 - index / Math.max(1, frame.labels.length - 1))

            Rectangle {
                color: Theme.grid
                height: 1
                width: plot.width
                x: plot.x
            }
            StyledText {
                anchors.verticalCenter: parent.top
                color: Theme.faint
                font.pixelSize: Theme.tiny
                horizontalAlignment: Text.AlignRight
                text: level.modelData
                width: plot.x - 7
            }
        }
    }
    Repeater {
        model: frame.times

        StyledText {
            required property int index
            required property string modelData

            readonly property real position: plot.x + plot.width * index / (frame.times.length - 1)

            anchors.bottom: frame.bottom
            color: Theme.faint
            font.pixelSize: Theme.tiny
            text: modelData
            x: Math.max(plot.x, Math.min(frame.width - width, position - width / 2))
        }
    }
}
