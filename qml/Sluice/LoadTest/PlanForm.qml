pragma ComponentBehavior: Bound

import QtCore
import QtQuick
import QtQuick.Dialogs
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// A plan file, its scenarios, and how each went.
Column {
    id: form

    required property LoadTestModel test

    readonly property bool running: test.state === LoadTestModel.Running

    Row {
        spacing: 10
        width: parent.width

        ActionButton {
            id: choose

            enabled: !form.running
            text: qsTr("Choose…")
            tip: qsTr("A TOML file, such as resources/bench.example.toml")

            onClicked: dialog.open()
        }
        StyledText {
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.muted
            font.pixelSize: Theme.small
            text: form.test.plan.fileName
            width: parent.width - choose.width - parent.spacing
        }
    }
    StateMark {
        kind: Mark.Bad
        text: form.test.plan.problem
        visible: text !== ""
        width: parent.width
    }
    StyledText {
        color: Theme.muted
        font.pixelSize: Theme.small
        text: qsTr("A plan is a TOML file of scenarios that run one after another. sluice bench takes the same one with --plan.")
        visible: form.test.plan.fileName === ""
        width: parent.width
        wrapMode: Text.Wrap
    }
    Column {
        spacing: 2
        width: parent.width

        Repeater {
            model: form.test.plan

            ScenarioRow {
                required property int index

                current: form.test.reported && index === form.test.shown
                runnable: !form.running
                width: parent.width

                onRunAsked: form.test.runPlan(index)
                onShowAsked: form.test.show(index)
            }
        }
    }
    FileDialog {
        id: dialog

        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        nameFilters: [qsTr("Plans (*.toml)"), qsTr("All files (*)")]
        title: qsTr("Open a plan")

        onAccepted: form.test.plan.open(selectedFile)
    }
}
