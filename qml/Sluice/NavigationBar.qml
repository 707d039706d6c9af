import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Theme

// The screens that there are.
Rectangle {
    id: bar

    enum Page {
        Overview,
        Balancer,
        Cache,
        Snapshots,
        LoadTest,
        Settings
    }

    property bool compact: false
    property int page: NavigationBar.Overview

    color: Theme.sidebar
    implicitWidth: compact ? 60 : 184

    Rectangle {
        anchors.right: parent.right
        color: Theme.border
        height: parent.height
        width: 1
    }
    ColumnLayout {
        anchors.bottomMargin: 12
        anchors.fill: parent
        anchors.leftMargin: bar.compact ? 8 : 12
        anchors.rightMargin: bar.compact ? 9 : 13
        spacing: 2

        Row {
            Layout.leftMargin: bar.compact ? 10 : 8
            Layout.preferredHeight: Theme.headerHeight
            spacing: 11

            Logo {
                anchors.verticalCenter: parent.verticalCenter
            }
            StyledText {
                anchors.verticalCenter: parent.verticalCenter
                font.pixelSize: Theme.title
                font.weight: Font.DemiBold
                text: "Sluice"
                visible: !bar.compact
            }
        }
        NavigationItem {
            Layout.fillWidth: true
            compact: bar.compact
            current: bar.page === NavigationBar.Overview
            key: "1"
            path: "M 2 13.5 H 14 M 3.5 11 V 7.5 M 6.5 11 V 3 M 9.5 11 V 5.5 M 12.5 11 V 8.5"
            text: qsTr("Overview")

            onClicked: bar.page = NavigationBar.Overview
        }
        NavigationItem {
            Layout.fillWidth: true
            compact: bar.compact
            current: bar.page === NavigationBar.Balancer
            key: "2"
            path: "M 8 2 V 14 M 8 5 L 3 9 V 14 M 8 5 L 13 9 V 14"
            text: qsTr("Balancer")

            onClicked: bar.page = NavigationBar.Balancer
        }
        NavigationItem {
            Layout.fillWidth: true
            compact: bar.compact
            current: bar.page === NavigationBar.Cache
            key: "3"
            path: "M 2.5 4.5 A 5.5 2.2 0 1 1 13.5 4.5 A 5.5 2.2 0 1 1 2.5 4.5 M 2.5 4.5 V 11.5 A 5.5 2.2 0 0 0 13.5 11.5 V 4.5 M 2.5 8 A 5.5 2.2 0 0 0 13.5 8"
            text: qsTr("Cache")

            onClicked: bar.page = NavigationBar.Cache
        }
        NavigationItem {
            Layout.fillWidth: true
            compact: bar.compact
            current: bar.page === NavigationBar.Snapshots
            key: "4"
            path: "M 2 5 H 5 L 6.5 3 H 9.5 L 11 5 H 14 V 13 H 2 Z M 8 6.5 A 2.25 2.25 0 1 1 8 11 A 2.25 2.25 0 1 1 8 6.5"
            text: qsTr("Snapshots")

            onClicked: bar.page = NavigationBar.Snapshots
        }
        NavigationItem {
            Layout.fillWidth: true
            compact: bar.compact
            current: bar.page === NavigationBar.LoadTest
            key: "5"
            path: "M 2.5 12.5 A 6 6 0 1 1 13.5 12.5 M 8 10.5 L 11 6.5"
            text: qsTr("Load test")

            onClicked: bar.page = NavigationBar.LoadTest
        }
        Item {
            Layout.fillHeight: true
        }
        NavigationItem {
            Layout.fillWidth: true
            compact: bar.compact
            current: bar.page === NavigationBar.Settings
            key: ","
            path: "M 2 4.5 H 8 M 12 4.5 H 14 M 10 2.5 V 6.5 M 2 11.5 H 4 M 8 11.5 H 14 M 6 9.5 V 13.5"
            text: qsTr("Settings")

            onClicked: bar.page = NavigationBar.Settings
        }
    }
}
