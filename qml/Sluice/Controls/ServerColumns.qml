import QtQuick
import Sluice.Theme

// The widths that the headings and the rows of a table of servers share; 0: left out. Names come
// first: what can be read elsewhere gives way to them.
QtObject {
    id: columns

    required property real width
    required property string longestName
    // With the score, and with the word on the button.
    property bool tuning: false

    readonly property FontMetrics metrics: FontMetrics {
        font.family: Theme.monoFamily
        font.pixelSize: Theme.normal
    }
    readonly property bool roomy: width > 850
    readonly property int gap: roomy ? 10 : 7
    readonly property int state: roomy ? 118 : 106
    readonly property int weight: roomy ? 140 : 112
    readonly property int score: tuning ? (roomy ? 84 : 74) : 0
    readonly property int rate: roomy ? 50 : 48
    readonly property int p99: 46
    readonly property int success: 50
    readonly property int duty: tuning && roomy ? 72 : 26

    readonly property real wantedName: Math.ceil(metrics.advanceWidth(longestName)) + 12
    readonly property real leastName: Math.min(wantedName, 84)
    readonly property real leastShare: 72
    readonly property real spare: width - leastName - leastShare - state - weight - score - rate - p99 - success - duty - (tuning ? 8 : 7) * gap
    readonly property real goodName: Math.min(wantedName - leastName, 90, Math.max(0, spare))

    readonly property real p50: spare - goodName >= 46 + gap ? 46 : 0
    readonly property real afterP50: spare - goodName - (p50 > 0 ? p50 + gap : 0)
    readonly property real inFlight: p50 > 0 && afterP50 >= 50 + gap ? 50 : 0
    readonly property real afterInFlight: afterP50 - (inFlight > 0 ? inFlight + gap : 0)
    readonly property real check: !tuning && inFlight > 0 && afterInFlight >= 112 + gap ? 112 : 0
    readonly property real rest: afterInFlight - (check > 0 ? check + gap : 0)
    readonly property real moreName: Math.min(wantedName - leastName - goodName, Math.max(0, rest))
    readonly property real share: leastShare + Math.min(220, Math.max(0, rest - moreName))
    // On a very wide screen, the names have the room that nobody needs.
    readonly property real name: leastName + goodName + moreName + Math.max(0, rest - moreName - 220)
}
