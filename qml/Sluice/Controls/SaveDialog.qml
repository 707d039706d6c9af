import QtCore
import QtQuick
import QtQuick.Dialogs

// Where a file goes. The ending of its name says which format; without one, the filter does.
FileDialog {
    id: dialog

    // Of the name filters, in their order.
    required property list<string> endings

    readonly property string ending: endings[Math.max(0, selectedNameFilter.index)]

    acceptLabel: qsTr("Save")
    currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
    defaultSuffix: ending
    fileMode: FileDialog.SaveFile

    // The dialog would not change a name's ending with the filter: it is proposed without one.
    function askFor(name: string) {
        selectedFile = currentFolder + "/" + encodeURIComponent(name);
        open();
    }

    // Qt's own dialog gives a name that was typed as a path, or alone.
    function chosen(): url {
        let file = String(selectedFile);
        if (!file.includes("://")) {
            const name = decodeURIComponent(file).split("/").map(encodeURIComponent).join("/");
            file = name.startsWith("/") ? "file://" + name : currentFolder + "/" + name;
        }
        const has = Array.from(endings).some(one => file.toLowerCase().endsWith("." + one));
        return has ? file : file + "." + ending;
    }
}
