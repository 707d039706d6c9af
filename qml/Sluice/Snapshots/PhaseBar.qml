pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Theme

// Where the time of a request went: a part for each phase, 0 to 1.
Item {
    id: bar

    required property string label
    required property string mean
    required property list<string> names
    required property list<real> parts

    Accessible.name: qsTr("Where the time of %1 went, %2 on average").arg(label).arg(mean)
    Accessible.role: Accessible.StaticText
    implicitHeight: 18

    StyledText {
        id: caption

        anchors.verticalCenter: parent.verticalCenter
        font.weight: Font.DemiBold
        text: bar.label
        width: 16
    }
    Rectangle {
        anchors.left: caption.right
        anchors.right: total.left
        anchors.rightMargin: 10
        clip: true
        color: Theme.track
        height: parent.height
        radius: 2

        Row {
            id: row

            height: parent.height

            Repeater {
                model: bar.names

                Rectangle {
                    required property int index

                    color: Theme.series(index)
                    height: row.height
                    width: row.parent.width * (bar.parts[index] ?? 0)
                }
            }
        }
    }
    StyledText {
        id: total

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.muted
        font.pixelSize: Theme.small
        horizontalAlignment: Text.AlignRight
        text: bar.mean
        width: 74
    }
}
