import QtQuick
import QtQuick.Controls.Basic
import Sluice.Theme

// A few lines to type into; the Tab key leaves it.
ScrollView {
    id: box

    required property string name
    property bool wrong: false
    property alias text: area.text
    property alias placeholderText: area.placeholderText

    implicitHeight: 58

    TextArea {
        id: area

        Accessible.name: box.name
        color: Theme.text
        font.family: Theme.monoFamily
        font.pixelSize: Theme.small
        leftPadding: 10
        placeholderTextColor: Theme.faint
        selectByMouse: true
        selectedTextColor: Theme.inkOnAccent
        selectionColor: Theme.accent
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.WrapAnywhere

        background: Rectangle {
            border.color: box.wrong ? Theme.bad : area.activeFocus ? Theme.accent : Theme.control
            border.width: area.activeFocus ? 2 : 1
            color: Theme.window
            radius: Theme.radius
        }

        Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
        Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
    }
}
