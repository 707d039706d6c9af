import QtQuick
import Sluice.Controls
import Sluice.Model

// Where a snapshot goes; PNG is a picture of the screen's charts.
SaveDialog {
    id: dialog

    required property GatewayModel gateway
    // Of a kept snapshot; empty: what is on the screen.
    property string name: ""

    signal pictureAsked(url file)

    endings: ["json", "csv", "prom", "png"]
    nameFilters: [qsTr("JSON (*.json)"), qsTr("CSV (*.csv)"), qsTr("Prometheus (*.prom)"), qsTr("Picture of the charts (*.png)")]
    title: qsTr("Export snapshot")

    function ask(snapshot: string) {
        name = snapshot;
        askFor(snapshot !== "" ? snapshot : "sluice-" + Qt.formatDateTime(new Date(), "yyyy-MM-dd-hhmmss"));
    }

    onAccepted: {
        const file = chosen();
        if (/\.png$/i.test(file))
            pictureAsked(file);
        else if (name !== "")
            gateway.snapshots.exportTo(name, file);
        else
            gateway.exportTo(file);
    }
}
