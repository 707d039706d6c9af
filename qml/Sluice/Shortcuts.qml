import QtQuick

// What the keyboard does on every screen.
Item {
    id: keys

    property bool running: false
    // A focused button is pressed by Space.
    property bool spaceIsFree: true

    signal exportAsked
    signal openAsked
    signal pageAsked(int page)
    signal pauseAsked
    signal quitAsked
    signal saveAsked
    signal undoAsked

    Shortcut {
        enabled: keys.enabled
        sequence: "1"

        onActivated: keys.pageAsked(NavigationBar.Overview)
    }
    Shortcut {
        enabled: keys.enabled
        sequence: "2"

        onActivated: keys.pageAsked(NavigationBar.Balancer)
    }
    Shortcut {
        enabled: keys.enabled
        sequence: "3"

        onActivated: keys.pageAsked(NavigationBar.Cache)
    }
    Shortcut {
        enabled: keys.enabled
        sequence: "4"

        onActivated: keys.pageAsked(NavigationBar.Snapshots)
    }
    Shortcut {
        enabled: keys.enabled
        sequence: "5"

        onActivated: keys.pageAsked(NavigationBar.LoadTest)
    }
    Shortcut {
        enabled: keys.enabled && keys.running
        sequence: "Ctrl+Z"

        onActivated: keys.undoAsked()
    }
    Shortcut {
        enabled: keys.enabled
        sequence: ","

        onActivated: keys.pageAsked(NavigationBar.Settings)
    }
    Shortcut {
        enabled: keys.enabled && keys.running && keys.spaceIsFree
        sequence: "Space"

        onActivated: keys.pauseAsked()
    }
    Shortcut {
        enabled: keys.enabled && keys.running
        sequence: "Ctrl+S"

        onActivated: keys.saveAsked()
    }
    Shortcut {
        enabled: keys.enabled && keys.running
        sequence: "Ctrl+E"

        onActivated: keys.exportAsked()
    }
    Shortcut {
        enabled: keys.enabled
        sequence: "Ctrl+O"

        onActivated: keys.openAsked()
    }
    Shortcut {
        sequence: "Ctrl+Q"

        onActivated: keys.quitAsked()
    }
}
