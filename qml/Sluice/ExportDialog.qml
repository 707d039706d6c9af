import QtCore
import QtQuick
import QtQuick.Dialogs
import Sluice.Model

// Where a snapshot goes. The name's ending says which format; PNG is a picture of the screen's
// charts.
FileDialog {
    id: dialog

    required property GatewayModel gateway
    // Of a kept snapshot; empty: what is on the screen.
    property string name: ""

    signal pictureAsked(url file)

    acceptLabel: qsTr("Save")
    currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
    defaultSuffix: ["json", "csv", "prom", "png"][selectedNameFilter.index] ?? "json"
    fileMode: FileDialog.SaveFile
    nameFilters: [qsTr("JSON (*.json)"), qsTr("CSV (*.csv)"), qsTr("Prometheus (*.prom)"), qsTr("Picture of the charts (*.png)")]
    title: qsTr("Export snapshot")

    function ask(snapshot: string) {
        name = snapshot;
        const file = snapshot !== "" ? snapshot : "sluice-" + Qt.formatDateTime(new Date(), "yyyy-MM-dd-hhmmss");
        selectedFile = currentFolder + "/" + encodeURIComponent(file) + ".json";
        open();
    }

    onAccepted: {
        if (/\.png$/i.test(selectedFile))
            pictureAsked(selectedFile);
        else if (name !== "")
            gateway.snapshots.exportTo(name, selectedFile);
        else
            gateway.exportTo(selectedFile);
    }
}
