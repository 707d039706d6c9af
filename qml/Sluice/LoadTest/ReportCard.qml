pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// Both ends' view of the same requests.
Card {
    id: card

    required property LoadTestModel test
    property bool low: false

    readonly property bool done: test.reported

    bodyHeight: headings.height + 9 * 24 + remarks.height
    subtitle: {
        if (!done)
            return qsTr("both ends' view of the same requests");
        return test.route === "" ? qsTr("none of the requests came through this gateway") : qsTr("gateway: route %1 in the same time").arg(test.route);
    }
    title: qsTr("Report")
    tools: ActionButton {
        enabled: card.done
        implicitHeight: 26
        text: qsTr("Export")
        tip: qsTr("Save all reports with their histograms as JSON, or this table as CSV")

        onClicked: reportDialog.ask()
    }

    ReportColumns {
        id: grid

        open: card.test.open
        width: list.width
    }
    ReportHeadings {
        id: headings

        columns: grid
        visible: card.done
    }
    ListView {
        id: list

        Accessible.name: qsTr("Report")
        Accessible.role: Accessible.Table
        anchors.bottom: remarks.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: headings.bottom
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        interactive: contentHeight > height
        model: card.test.report

        delegate: ReportRow {
            columns: grid
            width: list.width
        }
    }
    ScrollView {
        id: remarks

        anchors.bottom: parent.bottom
        contentWidth: availableWidth
        height: card.low ? 36 : 54
        topPadding: 4
        width: parent.width

        StyledText {
            color: card.test.limited ? Theme.notice : Theme.muted
            font.pixelSize: Theme.small
            text: card.test.remarks
            width: remarks.availableWidth
            wrapMode: Text.Wrap
        }
    }
    StyledText {
        anchors.centerIn: parent
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
        text: card.test.state === LoadTestModel.Running ? qsTr("The report comes when the load has ended.") : qsTr("Start a load to see how the target takes it: as its clients see it, and as the gateway does.")
        visible: !card.done
        width: parent.width - 20
        wrapMode: Text.Wrap
    }
    ReportDialog {
        id: reportDialog

        test: card.test
    }
}
