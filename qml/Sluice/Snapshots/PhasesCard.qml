pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Where the time went, on average, in both snapshots.
Card {
    id: card

    required property SnapshotComparison comparison

    bodyHeight: column.implicitHeight
    subtitle: qsTr("of a request, on average")
    title: qsTr("Where the time went")

    Column {
        id: column

        spacing: 8
        width: parent.width

        PhaseBar {
            label: "A"
            mean: card.comparison.firstMean
            names: card.comparison.phaseNames
            parts: card.comparison.firstPhases
            width: parent.width
        }
        PhaseBar {
            label: "B"
            mean: card.comparison.secondMean
            names: card.comparison.phaseNames
            parts: card.comparison.secondPhases
            width: parent.width
        }
        Flow {
            spacing: 12
            width: parent.width

            Repeater {
                model: card.comparison.phaseNames

                LegendEntry {
                    required property int index
                    required property string modelData

                    ink: Theme.series(index)
                    text: modelData
                }
            }
        }
    }
}
