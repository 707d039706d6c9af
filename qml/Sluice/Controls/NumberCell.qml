import QtQuick
import Sluice.Controls
import Sluice.Theme

// A number in a table's row.
TabularText {
    required property string title  // of its column, which a screen reader tells with it

    Accessible.ignored: text === ""
    Accessible.name: title + " " + text
    Accessible.role: Accessible.Cell
    alignRight: true
    anchors.verticalCenter: parent ? parent.verticalCenter : undefined
    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.normal
}
