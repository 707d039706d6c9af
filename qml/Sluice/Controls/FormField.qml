import QtQuick
import Sluice.Model
import Sluice.Theme

// A label, what belongs to it, and what is wrong with it.
Column {
    id: field

    required property string label
    property string problem: ""
    default property alias content: holder.data

    spacing: 6

    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: field.label
    }
    Item {
        id: holder

        implicitHeight: childrenRect.height
        width: parent.width
    }
    StateMark {
        kind: Mark.Bad
        text: field.problem
        visible: field.problem !== ""
        width: parent.width
    }
}
