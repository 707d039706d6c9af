import QtQuick
import Sluice.Model

// A tier's part of the look-ups.
PlotSeries {
    id: band

    required property CacheHistory history
    required property int tier
    required property color ink
    // Hidden charts need no points.
    required property bool live

    color: Qt.alpha(ink, 0.78)

    // A PlotSeries has no place for children.
    readonly property Connections follow: Connections {
        function onPublished() {
            band.redraw();
        }

        target: band.history
    }

    function redraw() {
        if (live)
            history.copyShare(tier, band);
    }

    Component.onCompleted: redraw()
    onLiveChanged: redraw()
}
