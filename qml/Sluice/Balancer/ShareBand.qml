import QtCharts
import QtQuick
import Sluice.Model
import Sluice.Theme

// A server's part in the stack of shares.
AreaSeries {
    id: band

    required property BalanceHistory history
    required property int line
    // Hidden charts need no points.
    required property bool live

    borderColor: Theme.card
    borderWidth: 1
    color: Qt.alpha(Theme.series(line), 0.78)
    visible: line < history.names.length

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
            history.copyShare(line, lower, upper);
    }

    Component.onCompleted: redraw()
    onLiveChanged: redraw()

}
