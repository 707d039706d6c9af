import QtQuick

// The widths that the headings and the rows of the server table share.
QtObject {
    required property real width

    readonly property bool roomy: width > 800
    readonly property int gap: roomy ? 11 : 8
    readonly property int name: roomy ? 90 : 74
    readonly property int state: roomy ? 114 : 106
    readonly property int weight: roomy ? 130 : 102
    readonly property int rate: roomy ? 48 : 42
    readonly property int p50: 44
    readonly property int p99: 44
    readonly property int inFlight: 48
    readonly property int success: 50
    readonly property int check: roomy ? 110 : 0
    readonly property int duty: 26
    readonly property int gaps: roomy ? 10 : 9
    readonly property real share: Math.max(70, width - name - state - weight - rate - p50 - p99 - inFlight - success - check - duty - gaps * gap)
}
