import QtQuick
import Sluice.Controls
import Sluice.Theme

// What one strategy would have made of the recorded traffic.
Item {
    id: result

    required property WhatIfColumns columns
    required property string title
    required property bool current
    required property string p50
    required property string p99
    required property real p99Part
    required property real nowPart
    required property int mark
    required property string slowest
    required property string errors
    required property string imbalance

    signal switched

    Accessible.name: qsTr("%1: p99 %2 milliseconds, errors %3").arg(title).arg(p99).arg(errors)
    Accessible.role: Accessible.Row
    implicitHeight: 28

    Rectangle {
        color: Theme.grid
        height: 1
        width: parent.width
    }
    Row {
        height: parent.height
        spacing: result.columns.gap

        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            font.weight: result.current ? Font.DemiBold : Font.Normal
            text: result.title
            width: result.columns.title
        }
        NumberCell {
            text: result.p50
            title: qsTr("p50, ms")
            width: result.columns.p50
        }
        NumberCell {
            text: result.p99
            title: qsTr("p99, ms")
            width: result.columns.p99
        }
        ShareBar {
            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            expected: Math.max(0, result.nowPart)
            ink: {
                if (result.current)
                    return Theme.accent;
                return [Theme.teal, Theme.faint, Theme.bad, Theme.faint][result.mark];
            }
            measured: result.p99Part
            ticked: result.nowPart >= 0
            width: result.columns.bar
        }
        NumberCell {
            text: result.slowest
            title: qsTr("Slowest server")
            width: result.columns.slowest
        }
        NumberCell {
            text: result.errors
            title: qsTr("Errors")
            width: result.columns.errors
        }
        NumberCell {
            text: result.imbalance
            title: qsTr("Imbalance")
            width: result.columns.imbalance
        }
        Item {
            height: parent.height
            width: result.columns.action

            StyledText {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.muted
                font.pixelSize: Theme.small
                text: qsTr("in use")
                visible: result.current
            }
            ActionButton {
                Accessible.name: qsTr("Switch to %1").arg(result.title)
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                horizontalPadding: 9
                implicitHeight: 22
                text: qsTr("Switch")
                visible: !result.current

                onClicked: result.switched()
            }
        }
    }
}
