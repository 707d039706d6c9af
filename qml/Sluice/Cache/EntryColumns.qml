import QtQuick

// The widths that the headings and the rows of the entries share; 0: left out.
QtObject {
    required property real width

    readonly property bool roomy: width > 900
    readonly property int gap: 10
    readonly property int type: roomy ? 104 : 0
    readonly property int size: 64
    readonly property int age: roomy ? 52 : 0
    readonly property int remaining: 84
    readonly property int variants: roomy ? 30 : 0
    readonly property int hits: 44
    readonly property int why: roomy ? 96 : 88
    readonly property int buttons: 48
    readonly property int gaps: roomy ? 8 : 5
    readonly property real url: Math.max(100, width - type - size - age - remaining - variants - hits - why - buttons - gaps * gap)
}
