import QtQuick
import Sluice.Theme

// The bar is what was measured, the tick is what is expected. Both from 0 to 1.
Item {
    id: bar

    required property real measured
    required property real expected
    property color ink: Theme.teal
    property bool ticked: true

    Accessible.name: qsTr("measured %1 percent, expected %2 percent").arg(Math.round(measured * 100)).arg(Math.round(expected * 100))
    Accessible.role: Accessible.StaticText
    implicitHeight: 12
    implicitWidth: 78

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.track
        height: 8
        radius: 2
        width: parent.width

        Rectangle {
            color: bar.ink
            height: parent.height
            radius: 2
            width: parent.width * Math.min(1, bar.measured)
        }
    }
    Rectangle {
        color: Theme.line
        height: parent.height
        visible: bar.ticked
        width: 2
        x: Math.round((parent.width - width) * Math.min(1, bar.expected))
    }
}
