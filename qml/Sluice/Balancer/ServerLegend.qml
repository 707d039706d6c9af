pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Theme

// The servers' colours, if there is room for them; the table above shows them too.
Row {
    id: legend

    required property list<string> names
    required property real room

    readonly property real wanted: {
        let letters = 0;
        for (let i = 0; i < names.length; ++i)
            letters += names[i].length;
        return letters * 6.4 + names.length * 26;
    }

    Accessible.ignored: true
    height: 22
    spacing: 10

    Repeater {
        model: legend.wanted <= legend.room ? legend.names : []

        LegendEntry {
            required property int index
            required property string modelData

            anchors.verticalCenter: parent ? parent.verticalCenter : undefined
            ink: Theme.series(index)
            text: modelData
        }
    }
}
