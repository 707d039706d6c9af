import QtQuick
import QtQuick.Controls.Basic

// The rows of a table or a list. What the Tab key reaches in them is brought into sight; what is
// scrolled out of it gives the focus back.
ListView {
    id: list

    // The scroll bar does not lie on what can be pressed in a row.
    readonly property real rowWidth: width - bar.implicitWidth
    readonly property Item focused: Window.activeFocusItem
    // Off for a long list, of which the Tab key goes through what is in sight.
    property bool follows: true

    Accessible.role: Accessible.Table
    boundsBehavior: Flickable.StopAtBounds
    cacheBuffer: 0
    clip: true
    interactive: contentHeight > height

    ScrollBar.vertical: ScrollBar {
        id: bar

        policy: list.interactive ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
    }

    function rowOf(item: Item): Item {
        for (let up = item; up; up = up.parent) {
            if (up.parent === contentItem)
                return up;
        }
        return null;
    }

    onContentYChanged: {
        const row = activeFocus ? rowOf(focused) : null;
        if (row && (row.y + row.height <= contentY || row.y >= contentY + height))
            parent.forceActiveFocus(Qt.OtherFocusReason);
    }
    onFocusedChanged: {
        const row = follows ? rowOf(focused) : null;
        if (row)
            contentY = Math.max(row.y + row.height - height, Math.min(contentY, row.y));
    }
}
