import QtQuick
import QtQuick.Layouts
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

RowLayout {
    id: row

    required property OverviewModel overview
    property bool low: false

    spacing: Theme.gap

    Tile {
        Layout.fillWidth: true
        Layout.preferredHeight: row.low ? 78 : 92
        Layout.preferredWidth: 1
        ink: Theme.accent
        model: row.overview.requests
    }
    Tile {
        Layout.fillWidth: true
        Layout.preferredHeight: row.low ? 78 : 92
        Layout.preferredWidth: 1
        ink: Theme.bad
        model: row.overview.errors
    }
    Tile {
        Layout.fillWidth: true
        Layout.preferredHeight: row.low ? 78 : 92
        Layout.preferredWidth: 1
        ink: Theme.notice
        model: row.overview.latency
    }
    Tile {
        Layout.fillWidth: true
        Layout.preferredHeight: row.low ? 78 : 92
        Layout.preferredWidth: 1
        ink: Theme.teal
        model: row.overview.hasCache ? row.overview.hitRate : row.overview.bytes
    }
    Tile {
        Layout.fillWidth: true
        Layout.preferredHeight: row.low ? 78 : 92
        Layout.preferredWidth: 1
        ink: Theme.violet
        model: row.overview.inFlight
    }
}
