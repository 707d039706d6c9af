import QtQuick
import QtQuick.Templates as T

// One of several. Which one is current is the model's to say, not the click's.
T.RadioButton {
    id: option

    required property bool current

    Accessible.checkable: true
    Accessible.checked: current
    autoExclusive: false
    checked: current
    focusPolicy: Qt.TabFocus
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    implicitWidth: implicitContentWidth + leftPadding + rightPadding

    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    onToggled: checked = Qt.binding(() => option.current)
}
