import QtQuick
import Sluice.Controls
import Sluice.Theme

// What a server's score is the sum of, in the order of the bar's parts.
Column {
    id: legend

    Accessible.name: qsTr("Score: 0.3 speed + 0.2 room + 0.3 success + 0.2 health")
    Accessible.role: Accessible.StaticText
    spacing: 5

    component Term: Row {
        id: term

        required property color ink
        required property string text

        spacing: 6

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            color: term.ink
            height: 8
            radius: 2
            width: 8
        }
        StyledText {
            color: Theme.muted
            font.pixelSize: Theme.small
            text: term.text
        }
    }

    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: qsTr("Score, the sum of")
    }
    Row {
        Term {
            ink: Theme.accent
            width: legend.width / 2
            text: qsTr("0.3 speed")
        }
        Term {
            ink: Theme.violet
            width: legend.width / 2
            text: qsTr("0.2 room")
        }
    }
    Row {
        Term {
            ink: Theme.good
            width: legend.width / 2
            text: qsTr("0.3 success")
        }
        Term {
            ink: Theme.notice
            width: legend.width / 2
            text: qsTr("0.2 health")
        }
    }
}
