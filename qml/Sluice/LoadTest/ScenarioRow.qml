import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Theme

// One scenario: pressed, it shows its report.
AbstractButton {
    id: row

    required property string name
    required property string load
    required property string outcome
    required property int mark
    property bool current: false
    property bool runnable: true

    signal runAsked
    signal showAsked

    Accessible.description: outcome
    Accessible.name: qsTr("Scenario %1").arg(name)
    Accessible.role: Accessible.Button
    focusPolicy: Qt.TabFocus
    implicitHeight: 40
    text: name

    background: Rectangle {
        color: row.current ? Theme.selected : row.hovered ? Theme.hovered : "transparent"
        radius: Theme.radius

        FocusMark {
            visible: row.visualFocus
        }
    }

    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    onClicked: showAsked()

    StateMark {
        id: title

        kind: row.mark
        text: row.name
        width: parent.width - run.width - 12
        x: 6
        y: 3
    }
    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.tiny
        text: row.outcome === "" ? row.load : row.outcome
        width: title.width - 17
        x: 23
        y: 21
    }
    IconButton {
        id: run

        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        enabled: row.runnable
        opacity: enabled ? 1 : 0.4
        path: "M 5 3.5 L 12 8 L 5 12.5 Z"
        text: qsTr("Run %1 alone").arg(row.name)

        onClicked: row.runAsked()
    }
    Tip {
        text: row.load
        visible: row.hovered
    }
}
