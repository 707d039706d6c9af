import QtQuick
import Sluice.Model
import Sluice.Theme

// How slow each share of a snapshot's requests was.
PlotSeries {
    id: series

    required property SnapshotComparison comparison
    required property int side

    color: Theme.series(side)
    width: side === 0 ? 4 : 2  // both are seen where they are the same

    function redraw() {
        comparison.copyCurve(side, series);
    }

    Component.onCompleted: redraw()

    readonly property Connections follow: Connections {
        function onChanged() {
            series.redraw();
        }

        target: series.comparison
    }
}
