import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// The button, how far it has come, and what went wrong.
Column {
    id: foot

    required property LoadTestModel test
    required property string title
    required property string hint
    required property bool startable

    readonly property bool running: test.state === LoadTestModel.Running

    signal startAsked

    spacing: 10

    ActionButton {
        enabled: foot.running || foot.startable
        primary: !foot.running
        text: foot.running ? qsTr("Cancel") : foot.title
        tip: foot.running ? qsTr("End it now; what was measured is kept") : qsTr("Send this load, from a process of its own")

        onClicked: foot.running ? foot.test.cancel() : foot.startAsked()
    }
    Rectangle {
        Accessible.name: foot.test.status
        Accessible.role: Accessible.ProgressBar
        color: Theme.track
        height: 4
        radius: 2
        visible: foot.running
        width: parent.width

        Rectangle {
            color: Theme.accent
            height: parent.height
            radius: 2
            width: parent.width * foot.test.progress
        }
    }
    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: foot.running ? foot.test.status : foot.hint
        visible: text !== ""
        width: parent.width
        wrapMode: Text.Wrap
    }
    StateMark {
        kind: Mark.Bad
        text: foot.test.problem
        visible: text !== ""
        width: parent.width
    }
}
