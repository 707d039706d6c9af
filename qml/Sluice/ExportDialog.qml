import QtCore
import QtQuick
import QtQuick.Dialogs
import Sluice.Model

// Where the snapshot goes. The name's ending says which format.
FileDialog {
    id: dialog

    required property GatewayModel gateway

    acceptLabel: qsTr("Save")
    currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
    defaultSuffix: selectedNameFilter.index === 1 ? "csv" : "json"
    fileMode: FileDialog.SaveFile
    nameFilters: [qsTr("JSON (*.json)"), qsTr("CSV (*.csv)")]
    title: qsTr("Export snapshot")

    function ask() {
        selectedFile = currentFolder + "/sluice-" + Qt.formatDateTime(new Date(), "yyyy-MM-dd-hhmmss") + ".json";
        open();
    }

    onAccepted: gateway.exportTo(selectedFile)
}
