import QtQuick

// The widths that the headings and the rows of the server table share; 0: left out.
QtObject {
    required property real width

    readonly property bool roomy: width > 850
    readonly property int gap: roomy ? 10 : 8
    readonly property int name: roomy ? 90 : 84
    readonly property int state: roomy ? 112 : 110
    readonly property int weight: roomy ? 124 : 106
    readonly property int score: roomy ? 88 : 80
    readonly property int rate: roomy ? 46 : 42
    readonly property int p50: roomy ? 46 : 0
    readonly property int p99: roomy ? 46 : 44
    readonly property int inFlight: roomy ? 50 : 0
    readonly property int success: roomy ? 52 : 50
    readonly property int duty: roomy ? 66 : 26
    readonly property int gaps: roomy ? 10 : 8
    readonly property real share: Math.max(80, width - name - state - weight - score - rate - p50 - p99 - inFlight - success - duty - gaps * gap)
}
