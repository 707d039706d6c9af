import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model

// What is sent, and how far it has come.
Card {
    id: card

    required property LoadTestModel test
    property bool low: false

    readonly property bool running: test.state === LoadTestModel.Running
    readonly property bool planned: kind.current === 1

    title: qsTr("Load")
    tools: Choice {
        id: kind

        enabled: !card.running
        implicitHeight: 26
        name: qsTr("Load")
        options: [qsTr("Request"), qsTr("Plan")]

        onChosen: index => current = index
    }

    function start() {
        if (planned)
            return test.runPlan(-1);
        request.asked = true;
        if (request.form.valid)
            test.run(request.form.arguments());
    }

    ScrollView {
        id: scroll

        readonly property Flickable flickable: contentItem as Flickable
        readonly property Item focused: Window.activeFocusItem

        anchors.left: parent.left
        anchors.leftMargin: -4
        anchors.right: parent.right
        anchors.rightMargin: -10
        anchors.top: parent.top
        clip: true
        contentWidth: availableWidth
        height: Math.min(contentHeight, parent.height - foot.height - foot.anchors.topMargin)

        // What the Tab key reaches is brought into sight.
        onFocusedChanged: {
            const y = focused ? focused.mapToItem(form, 0, 0).y : -1;
            if (y < 0 || y > form.height || !form.visible)
                return;
            const lowest = Math.max(0, y + focused.height + 6 - height);
            flickable.contentY = Math.max(lowest, Math.min(flickable.contentY, Math.max(0, y - 26)));
        }

        Item {
            id: form

            implicitHeight: card.planned ? plan.implicitHeight : request.implicitHeight
            width: scroll.availableWidth

            RequestForm {
                id: request

                enabled: !card.running
                spacing: card.low ? 10 : 14
                suggestedUrl: card.test.suggestedUrl
                visible: !card.planned
                width: parent.width - 14
                x: 4

                onAccepted: card.start()
            }
            PlanForm {
                id: plan

                spacing: card.low ? 10 : 14
                test: card.test
                visible: card.planned
                width: parent.width - 14
                x: 4
            }
        }
    }
    LoadFoot {
        id: foot

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: scroll.bottom
        anchors.topMargin: card.low ? 10 : 16
        hint: {
            if (card.planned)
                return "";
            return request.form.open ? qsTr("Requests come when they are due, and their times count from then: a stall of the target shows.") : qsTr("The next request goes out when one is answered: a target that stalls gets fewer.");
        }
        startable: !card.planned || card.test.plan.count > 0
        test: card.test
        title: card.planned ? qsTr("Run all") : qsTr("Start")

        onStartAsked: card.start()
    }
}
