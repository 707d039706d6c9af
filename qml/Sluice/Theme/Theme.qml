pragma Singleton

import QtQuick
import Sluice.Model

// Every colour, size and font of the application.
QtObject {
    readonly property bool dark: Appearance.dark

    readonly property color window: dark ? "#0d1117" : "#f4f6f9"
    readonly property color sidebar: dark ? "#0b0e13" : "#ebeff4"
    readonly property color card: dark ? "#161b22" : "#ffffff"
    readonly property color raised: dark ? "#1f2630" : "#f0f3f7"
    readonly property color hovered: dark ? "#2a323e" : "#e3e8ef"
    readonly property color selected: dark ? "#1d2937" : "#d8e6fa"
    readonly property color border: dark ? "#262d37" : "#d6dde6"
    readonly property color control: dark ? "#626a74" : "#7e858f"
    readonly property color track: dark ? "#29313c" : "#e1e7ee"
    readonly property color grid: dark ? "#232a34" : "#e6ebf1"

    readonly property color text: dark ? "#e6edf3" : "#18212c"
    readonly property color muted: dark ? "#929dab" : "#54606f"
    readonly property color faint: dark ? "#939ba6" : "#5c6675"
    readonly property color inkOnAccent: dark ? "#08131f" : "#ffffff"

    readonly property color accent: dark ? "#509cff" : "#1860c9"
    readonly property color good: dark ? "#3fb968" : "#16743a"
    readonly property color notice: dark ? "#f0b23c" : "#905800"
    readonly property color bad: dark ? "#f37469" : "#ba3127"
    readonly property color teal: dark ? "#2bb8a3" : "#0e8a78"
    readonly property color violet: dark ? "#9382ea" : "#6a52cf"
    readonly property color knob: dark ? "#e6edf3" : "#ffffff"
    readonly property color line: dark ? "#ffffff" : "#101820"

    // Of what is told apart in charts, in order; the last also stands for "others".
    function series(index: int): color {
        const inks = dark ? ["#4c9aff", "#2bb8a3", "#f0b23c", "#9382ea", "#e86f9e", "#8fbf4d", "#5ec8e8", "#929dab"] : ["#1a66d6", "#0e8a78", "#c27a00", "#6a52cf", "#c03a72", "#5b8a1c", "#1586a8", "#677383"];
        return inks[Math.max(0, Math.min(index, inks.length - 1))];
    }

    readonly property int gap: 14
    readonly property int padding: 14
    readonly property int radius: 6
    readonly property int controlHeight: 30
    readonly property int rowHeight: 34
    readonly property int headerHeight: 56

    readonly property int tiny: 11
    readonly property int small: 12
    readonly property int normal: 13
    readonly property int title: 16
    readonly property int huge: 26

    // Below these widths the navigation shows icons, and the header shortens its labels.
    readonly property int wideWindow: 1240

    readonly property string family: Appearance.family
    readonly property string monoFamily: Appearance.monoFamily
}
