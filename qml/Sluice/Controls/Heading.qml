import QtQuick
import Sluice.Theme

// Of a table's column.
StyledText {
    color: Theme.faint
    font.pixelSize: Theme.small
    height: 24
    verticalAlignment: Text.AlignVCenter
}
