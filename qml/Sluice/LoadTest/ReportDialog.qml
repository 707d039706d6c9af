import QtCore
import QtQuick
import QtQuick.Dialogs
import Sluice.Model

// Where the report goes. The name's ending says which format.
FileDialog {
    id: dialog

    required property LoadTestModel test

    acceptLabel: qsTr("Save")
    currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
    defaultSuffix: selectedNameFilter.index === 1 ? "csv" : "json"
    fileMode: FileDialog.SaveFile
    nameFilters: [qsTr("JSON (*.json)"), qsTr("CSV (*.csv)")]
    title: qsTr("Export report")

    function ask() {
        selectedFile = currentFolder + "/sluice-bench-" + Qt.formatDateTime(new Date(), "yyyy-MM-dd-hhmmss") + ".json";
        open();
    }

    onAccepted: test.exportTo(selectedFile)
}
