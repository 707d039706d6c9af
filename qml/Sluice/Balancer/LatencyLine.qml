import QtQuick
import Sluice.Model
import Sluice.Theme

// A server's p99.
PlotSeries {
    id: series

    required property BalanceHistory history
    required property int line
    // Hidden charts need no points.
    required property bool live

    color: Theme.series(line)
    visible: line < history.names.length

    function redraw() {
        if (live)
            history.copyLatency(line, series);
    }

    Component.onCompleted: redraw()
    onLiveChanged: redraw()

    readonly property Connections follow: Connections {
        function onPublished() {
            series.redraw();
        }

        target: series.history
    }
}
