import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
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
    readonly property AbstractButton focusedButton: activeFocusItem as AbstractButton
    // The window closes as soon as the gateway has stopped, or has saved and stopped.
    property bool closing: false
    property bool closingAfterSave: false

    color: Theme.window
    height: Math.max(minimumHeight, Math.min(900, Screen.desktopAvailableHeight))
    minimumHeight: 660
    minimumWidth: 1024
    title: gateway.configName === "" ? "Sluice" : qsTr("%1 – Sluice").arg(gateway.configName)
    visible: true
    width: Math.max(minimumWidth, Math.min(1440, Screen.desktopAvailableWidth))

    function save() {
        if (gateway.fileConflict)
            conflictDialog.open();
        else if (gateway.unsavedChanges > 0)
            gateway.save(false);
    }

    function stopAndClose() {
        closing = true;
        gateway.stop();
        if (gateway.state === GatewayModel.Idle)
            Qt.exit(0);
    }

    onClosing: close => {
        close.accepted = gateway.state === GatewayModel.Idle;
        if (close.accepted)
            return;
        if (!closing && gateway.configFile !== "" && gateway.unsavedChanges > 0)
            unsavedDialog.open();
        else
            stopAndClose();
    }

    Connections {
        function onStateChanged() {
            if (window.closing && window.gateway.state === GatewayModel.Idle)
                Qt.exit(0);
        }
        function onSaved() {
            if (window.closingAfterSave)
                window.stopAndClose();
        }
        function onProblemChanged() {
            window.closingAfterSave = false;
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
            onSaveAsked: window.save()
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
                id: welcome

                gateway: window.gateway
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
    AskDialog {
        id: unsavedDialog

        no: qsTr("Discard")
        question: qsTr("Values were changed since %1 was saved. Discard them, or write them to the file?").arg(window.gateway.configName)
        title: qsTr("Save the changes?")
        yes: qsTr("Save")

        onAgreed: {
            window.closingAfterSave = true;
            window.save();
        }
        onDeclined: window.stopAndClose()
    }
    AskDialog {
        id: conflictDialog

        no: qsTr("Take the file's values")
        question: qsTr("%1 was changed on disk in the meantime. Write your values into it as it is, or drop them for the file's?").arg(window.gateway.configName)
        title: qsTr("The file has changed")
        yes: qsTr("Write mine")

        onAgreed: window.gateway.save(true)
        onCancelled: window.closingAfterSave = false
        onDeclined: {
            window.closingAfterSave = false;
            window.gateway.revert();
        }
    }
    Shortcuts {
        enabled: !unsavedDialog.visible && !conflictDialog.visible
        running: window.gateway.state === GatewayModel.Running
        spaceIsFree: window.focusedButton === null

        onExportAsked: exportDialog.ask("")
        onOpenAsked: {
            if (window.idle)
                welcome.openFile();
        }
        onPageAsked: page => navigation.page = page
        onPauseAsked: window.gateway.paused = !window.gateway.paused
        onQuitAsked: window.close()
        onSaveAsked: window.save()
        onUndoAsked: window.gateway.tuning.undo.takeBack()
    }
}
