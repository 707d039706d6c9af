import QtQuick
import Sluice.Controls

// Where a gateway that was started without a file gets one.
SaveDialog {
    endings: ["toml"]
    nameFilters: [qsTr("Configurations (*.toml)")]
    title: qsTr("Save the configuration")

    function ask() {
        askFor("sluice");
    }
}
