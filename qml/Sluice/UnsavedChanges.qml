import QtQuick
import Sluice.Controls
import Sluice.Model

// Saves what was changed, and asks about it before it goes.
Item {
    id: changes

    enum End {
        None,
        Stop,
        Open,
        Quit
    }

    required property GatewayModel gateway
    readonly property bool any: gateway.state === GatewayModel.Running && gateway.unsavedChanges > 0

    // What was asked for, and waits for an answer or for the file to be written.
    property int end: UnsavedChanges.None
    property bool saving: false

    // The changes are saved, or may go.
    signal ended(int end)

    function ask(wanted: int) {
        end = wanted;
        saving = false;
        if (any)
            dialog.open();
        else
            finish();
    }

    function save() {
        if (gateway.configFile === "")
            fileDialog.ask();
        else if (gateway.fileConflict)
            conflictDialog.open();
        else if (gateway.unsavedChanges > 0)
            gateway.save(false);
    }

    function stay() {
        end = UnsavedChanges.None;
        saving = false;
    }

    function finish() {
        const wanted = end;
        stay();
        if (wanted !== UnsavedChanges.None)
            ended(wanted);
    }

    Connections {
        function onProblemChanged() {
            if (changes.gateway.problem !== "")
                changes.stay();
        }
        function onSaved() {
            if (changes.saving)
                changes.finish();
        }

        target: changes.gateway
    }
    AskDialog {
        id: dialog

        no: qsTr("Discard")
        question: changes.gateway.configFile === "" ? qsTr("This gateway runs without a file. Discard what was changed, or write all of it to a file?") : qsTr("Values were changed since %1 was saved. Discard them, or write them to the file?").arg(changes.gateway.configName)
        title: qsTr("Save the changes?")
        yes: changes.gateway.configFile === "" ? qsTr("Save as…") : qsTr("Save")

        onAgreed: {
            changes.saving = true;
            changes.save();
        }
        onCancelled: changes.stay()
        onDeclined: changes.finish()
    }
    AskDialog {
        id: conflictDialog

        careful: true
        no: qsTr("Take the file's values")
        question: qsTr("%1 was changed on disk in the meantime. Write your values into it as it is, or drop them for the file's?").arg(changes.gateway.configName)
        title: qsTr("The file has changed")
        yes: qsTr("Write mine")

        onAgreed: changes.gateway.save(true)
        onCancelled: changes.stay()
        onDeclined: {
            changes.stay();
            changes.gateway.revert();
        }
    }
    ConfigurationDialog {
        id: fileDialog

        onAccepted: changes.gateway.saveAs(chosen())
        onRejected: changes.stay()
    }
}
