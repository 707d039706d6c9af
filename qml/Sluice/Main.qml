import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import Sluice.Balancer
import Sluice.Cache
import Sluice.Controls
import Sluice.LoadTest
import Sluice.Model
import Sluice.Overview
import Sluice.Settings
import Sluice.Snapshots
import Sluice.Theme
import Sluice.Welcome

ApplicationWindow {
    id: window

    required property GatewayModel gateway

    readonly property bool compact: width < Theme.wideWindow
    readonly property bool idle: gateway.state === GatewayModel.Idle || gateway.state === GatewayModel.Starting
    readonly property T.AbstractButton focusedButton: activeFocusItem as T.AbstractButton
    // The window closes as soon as the gateway has stopped.
    property bool closing: false
    color: Theme.window
    height: Math.max(minimumHeight, Math.min(900, Screen.desktopAvailableHeight))
    minimumHeight: Math.min(660, Screen.desktopAvailableHeight)
    minimumWidth: Math.min(1024, Screen.desktopAvailableWidth)
    title: gateway.configName === "" ? "Sluice" : qsTr("%1 – Sluice").arg(gateway.configName)
    width: Math.max(minimumWidth, Math.min(1440, Screen.desktopAvailableWidth))

    // For the dialogs that Qt draws.
    palette {
        alternateBase: Theme.raised
        base: Theme.window
        button: Theme.raised
        buttonText: Theme.text
        dark: Theme.control
        highlight: Theme.selected
        highlightedText: Theme.text
        light: Theme.selected
        link: Theme.accent
        mid: Theme.control
        midlight: Theme.hovered
        placeholderText: Theme.faint
        text: Theme.text
        toolTipBase: Theme.raised
        toolTipText: Theme.text
        window: Theme.card
        windowText: Theme.text
    }

    function end(how: int) {
        if (how === UnsavedChanges.Open)
            return openDialog.open();
        closing = how === UnsavedChanges.Quit;
        gateway.stop();
        if (closing && gateway.state === GatewayModel.Idle)
            Qt.exit(0);
    }

    Component.onCompleted: {
        WindowPlace.restore(window);
        visible = true;
    }
    onClosing: close => {
        WindowPlace.keep(window);
        close.accepted = gateway.state === GatewayModel.Idle;
        if (!close.accepted && closing)
            gateway.stop();
        else if (!close.accepted)
            changes.ask(UnsavedChanges.Quit);
    }

    // Keys act on what one sees: what goes out of sight gives the focus back.
    Connections {
        function onVisibleChanged() {
            if (!window.activeFocusItem.visible)
                screens.forceActiveFocus(Qt.OtherFocusReason);
        }

        target: window.activeFocusItem
    }
    Connections {
        function onStateChanged() {
            if (window.closing && window.gateway.state === GatewayModel.Idle)
                Qt.exit(0);
        }

        target: window.gateway
    }
    NavigationBar {
        id: navigation

        compact: window.compact
        height: parent.height
    }
    ColumnLayout {
        anchors.bottom: parent.bottom
        anchors.left: navigation.right
        anchors.right: parent.right
        anchors.top: parent.top
        spacing: 0

        HeaderBar {
            Layout.fillWidth: true
            compact: window.compact
            gateway: window.gateway
            hasRange: navigation.page <= NavigationBar.Cache
            longRanges: navigation.page === NavigationBar.Overview

            onExportAsked: exportDialog.ask("")
            onSaveAsked: changes.save()
            onStopAsked: changes.ask(UnsavedChanges.Stop)
        }
        Banner {
            Layout.fillWidth: true
            Layout.margins: 12
            Layout.bottomMargin: 0
            dismissable: window.gateway.problem !== ""
            text: window.gateway.problem !== "" ? window.gateway.problem : qsTr("The file on disk is not what runs: %1").arg(window.gateway.configError)
            visible: window.gateway.problem !== "" || (!window.idle && window.gateway.configError !== "")

            onDismissed: window.gateway.dismissProblem()
        }
        StackLayout {
            id: screens

            Layout.fillHeight: true
            Layout.fillWidth: true
            currentIndex: {
                if (navigation.page === NavigationBar.Settings)
                    return 3;
                if (navigation.page === NavigationBar.LoadTest)
                    return 4;
                if (navigation.page === NavigationBar.Snapshots)
                    return 5;
                if (window.idle)
                    return 0;
                if (navigation.page === NavigationBar.Cache)
                    return 6;
                return navigation.page === NavigationBar.Balancer ? 2 : 1;
            }

            WelcomePage {
                gateway: window.gateway

                onOpenAsked: changes.ask(UnsavedChanges.Open)
            }
            OverviewPage {
                gateway: window.gateway
            }
            BalancerPage {
                gateway: window.gateway
            }
            SettingsPage {
            }
            LoadTestPage {
                gateway: window.gateway
            }
            SnapshotsPage {
                gateway: window.gateway

                onExportAsked: name => exportDialog.ask(name)
            }
            CachePage {
                gateway: window.gateway
            }
        }
    }
    // Part of the screen, for pictures of it.
    Rectangle {
        anchors.fill: parent
        color: Theme.window
        parent: screens.children[screens.currentIndex]
        z: -1
    }
    ExportDialog {
        id: exportDialog

        gateway: window.gateway

        onPictureAsked: file => screens.grabToImage(picture => window.gateway.exportPicture(picture.image, file))
    }
    UnsavedChanges {
        id: changes

        gateway: window.gateway

        onEnded: end => window.end(end)
    }
    OpenDialog {
        id: openDialog

        onAccepted: window.gateway.startFile(selectedFile)
    }
    Shortcuts {
        running: window.gateway.state === GatewayModel.Running
        spaceIsFree: window.focusedButton === null

        onExportAsked: exportDialog.ask("")
        onOpenAsked: changes.ask(UnsavedChanges.Open)
        onPageAsked: page => navigation.page = page
        onPauseAsked: window.gateway.paused = !window.gateway.paused
        onQuitAsked: window.close()
        onSaveAsked: changes.save()
        onUndoAsked: window.gateway.tuning.undo.takeBack()
    }
}
