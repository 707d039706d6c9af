import QtQuick
import QtQuick.Dialogs

// Which configuration is to run.
FileDialog {
    nameFilters: [qsTr("Configurations (*.toml)"), qsTr("All files (*)")]
    title: qsTr("Open a configuration")
}
