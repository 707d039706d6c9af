import QtQuick
import Sluice.Controls
import Sluice.Theme

Item {
    id: route

    required property string match
    required property string name
    required property string lastHit
    required property string rate
    required property string p99

    Accessible.name: qsTr("Route %1, %2 requests per second, p99 %3 milliseconds").arg(route.match).arg(route.rate).arg(route.p99)
    Accessible.role: Accessible.ListItem
    implicitHeight: 46

    component Value: TabularText {
        alignRight: true
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.text
        font.family: Theme.family
        font.pixelSize: Theme.normal
    }

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    Column {
        anchors.left: parent.left
        anchors.right: rate.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        spacing: 1

        StyledText {
            elide: Text.ElideLeft
            mono: true
            text: route.match
            width: parent.width
        }
        StyledText {
            color: Theme.faint
            font.pixelSize: Theme.tiny
            text: route.lastHit
            width: parent.width
        }
    }
    Value {
        id: rate

        anchors.right: p99.left
        anchors.rightMargin: 8
        text: route.rate
        width: 46
    }
    Value {
        id: p99

        anchors.right: parent.right
        text: route.p99
        width: 44
    }
}
