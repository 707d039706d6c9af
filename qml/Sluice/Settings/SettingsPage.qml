import QtQuick
import Sluice.Controls
import Sluice.Model

Item {
    id: page

    Card {
        anchors.left: parent.left
        anchors.margins: 16
        anchors.top: parent.top
        implicitHeight: 108
        title: qsTr("Appearance")
        width: Math.min(520, parent.width - 32)

        FormField {
            label: qsTr("Colours")
            width: parent.width

            Choice {
                current: Appearance.scheme
                name: qsTr("Colours")
                options: [qsTr("As the system"), qsTr("Light"), qsTr("Dark")]

                onChosen: index => Appearance.scheme = index
            }
        }
    }
}
