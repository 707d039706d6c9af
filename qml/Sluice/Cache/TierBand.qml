import QtCharts
import QtQuick
import Sluice.Model
import Sluice.Theme

// A tier's part of the look-ups.
AreaSeries {
    id: band

    required property CacheHistory history
    required property int tier
    required property color ink
    // Hidden charts need no points.
    required property bool live

    borderColor: Theme.card
    borderWidth: 1
    color: Qt.alpha(ink, 0.78)

    // An AreaSeries has no place for children.
    readonly property Connections follow: Connections {
        function onPublished() {
            band.redraw();
        }

        target: band.history
    }

    lowerSeries: LineSeries {
        id: lower
    }
    upperSeries: LineSeries {
        id: upper
    }

    function redraw() {
        if (live)
            history.copyShare(tier, lower, upper);
    }

    Component.onCompleted: redraw()
    onLiveChanged: redraw()

}
