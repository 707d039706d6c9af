import QtQuick

// The widths that the headings and the rows of the server table share.
QtObject {
    required property real width

    readonly property bool roomy: width > 800
    readonly property int gap: roomy ? 16 : 10
    readonly property int name: roomy ? 110 : 80
    readonly property int state: roomy ? 104 : 78
    readonly property int weight: roomy ? 156 : 118
    readonly property int rate: roomy ? 56 : 44
    readonly property int p50: roomy ? 52 : 44
    readonly property int p99: roomy ? 52 : 44
    readonly property int inFlight: 52
    readonly property int success: roomy ? 58 : 52
    readonly property real share: Math.max(80, width - name - state - weight - rate - p50 - p99 - inFlight - success - 8 * gap)
}
