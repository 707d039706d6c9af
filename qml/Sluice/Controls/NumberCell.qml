import QtQuick
import Sluice.Controls
import Sluice.Theme

// A number in a table's row.
TabularText {
    Accessible.ignored: text === ""
    Accessible.name: text
    Accessible.role: Accessible.Cell
    alignRight: true
    anchors.verticalCenter: parent ? parent.verticalCenter : undefined
    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.normal
}
