import QtQuick

// Where the columns of the report's table stand; the last one is an open loop's.
QtObject {
    required property real width
    property bool open: false

    readonly property real numberWidth: Math.min(170, width * 0.24)
    readonly property real uncorrected: width - numberWidth
    readonly property real gateway: open ? uncorrected - numberWidth : uncorrected
    readonly property real client: gateway - numberWidth
}
