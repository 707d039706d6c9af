import QtQuick

// The widths that the headings and the rows of the comparison share.
QtObject {
    required property real width

    readonly property int gap: width > 850 ? 18 : 10
    readonly property int title: width > 850 ? 190 : 156
    readonly property int p50: 52
    readonly property int p99: 52
    readonly property int slowest: 84
    readonly property int errors: 54
    readonly property int imbalance: 66
    readonly property int action: 62
    readonly property real bar: Math.max(60, width - title - p50 - p99 - slowest - errors - imbalance - action - 7 * gap)
}
