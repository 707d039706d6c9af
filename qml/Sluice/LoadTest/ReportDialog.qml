import QtQuick
import Sluice.Controls
import Sluice.Model

// Where the report goes.
SaveDialog {
    id: dialog

    required property LoadTestModel test

    endings: ["json", "csv"]
    nameFilters: [qsTr("JSON (*.json)"), qsTr("CSV (*.csv)")]
    title: qsTr("Export report")

    function ask() {
        askFor("sluice-bench-" + Qt.formatDateTime(new Date(), "yyyy-MM-dd-hhmmss"));
    }

    onAccepted: test.exportTo(chosen())
}
