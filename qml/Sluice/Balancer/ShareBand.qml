import QtQuick
import Sluice.Model
import Sluice.Theme

// A server's part in the stack of shares.
PlotSeries {
    id: band

    required property BalanceHistory history
    required property int line
    // Hidden charts need no points.
    required property bool live

    color: Qt.alpha(Theme.series(line), 0.78)
    visible: line < history.names.length

    // A PlotSeries has no place for children.
    readonly property Connections follow: Connections {
        function onPublished() {
            band.redraw();
        }

        target: band.history
    }

    function redraw() {
        if (live)
            history.copyShare(line, band);
    }

    Component.onCompleted: redraw()
    onLiveChanged: redraw()
}
