import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// What is sent, and how far it has come.
Card {
    id: card

    required property LoadTestModel test
    property bool low: false
    // Complaints about the target wait until there is something to complain about.
    property bool asked: false

    readonly property bool running: test.state === LoadTestModel.Running

    bodyHeight: column.implicitHeight
    title: qsTr("Load")

    function start() {
        asked = true;
        if (form.valid)
            test.run(form.arguments());
    }

    LoadTestForm {
        id: form

        duration_s: duration.text
        inFlight: inFlight.text
        keepAlive: connections.current === 0
        open: loop.current === 1
        rate: rate.text
        url: url.text
        warmUp_s: warmUp.text
    }
    Column {
        id: column

        spacing: card.low ? 10 : 14
        width: parent.width

        FormField {
            label: qsTr("Target")
            problem: card.asked || url.text !== "" ? form.urlProblem : ""
            width: parent.width

            TextBox {
                id: url

                Accessible.name: qsTr("Target")
                enabled: !card.running
                font.pixelSize: Theme.small
                placeholderText: "http://127.0.0.1:8080/"
                text: card.test.suggestedUrl
                width: parent.width
                wrong: form.urlProblem !== ""

                onAccepted: card.start()
                onTextChanged: {
                    if (!activeFocus)
                        cursorPosition = 0;
                }
            }
        }
        FormField {
            label: qsTr("Requests come")
            width: parent.width

            Choice {
                id: loop

                enabled: !card.running
                name: qsTr("Requests come")
                options: [qsTr("after answers"), qsTr("at a rate")]

                onChosen: index => current = index
            }
        }
        FormField {
            label: form.open ? qsTr("Requests a second") : qsTr("Requests in flight")
            problem: form.loadProblem
            width: parent.width

            TextBox {
                id: inFlight

                Accessible.name: qsTr("Requests in flight")
                enabled: !card.running
                maximumLength: 5
                text: "50"
                visible: !form.open
                width: 110
                wrong: form.loadProblem !== ""

                onAccepted: card.start()
            }
            TextBox {
                id: rate

                Accessible.name: qsTr("Requests a second")
                enabled: !card.running
                maximumLength: 7
                text: "500"
                visible: form.open
                width: 110
                wrong: form.loadProblem !== ""

                onAccepted: card.start()
            }
        }
        FormField {
            label: qsTr("Seconds, and of warm-up before")
            problem: form.timeProblem
            width: parent.width

            Row {
                spacing: 10

                TextBox {
                    id: duration

                    Accessible.name: qsTr("Seconds")
                    enabled: !card.running
                    maximumLength: 5
                    text: "20"
                    width: 110
                    wrong: form.timeProblem !== ""

                    onAccepted: card.start()
                }
                TextBox {
                    id: warmUp

                    Accessible.name: qsTr("Seconds of warm-up")
                    enabled: !card.running
                    maximumLength: 5
                    text: "0"
                    width: 110
                    wrong: form.timeProblem !== ""

                    onAccepted: card.start()
                }
            }
        }
        FormField {
            label: qsTr("Connections")
            width: parent.width

            Choice {
                id: connections

                enabled: !card.running
                name: qsTr("Connections")
                options: [qsTr("kept"), qsTr("new for each request")]

                onChosen: index => current = index
            }
        }
        ActionButton {
            primary: !card.running
            text: card.running ? qsTr("Cancel") : qsTr("Start")
            tip: card.running ? qsTr("End it now; what was measured is kept") : qsTr("Send this load, from a process of its own")

            onClicked: card.running ? card.test.cancel() : card.start()
        }
        Rectangle {
            Accessible.name: card.test.status
            Accessible.role: Accessible.ProgressBar
            color: Theme.track
            height: 4
            radius: 2
            visible: card.running
            width: parent.width

            Rectangle {
                color: Theme.accent
                height: parent.height
                radius: 2
                width: parent.width * card.test.progress
            }
        }
        StyledText {
            color: Theme.muted
            font.pixelSize: Theme.small
            text: card.running ? card.test.status : form.open ? qsTr("Requests come when they are due, and their times count from then: a stall of the target shows.") : qsTr("The next request goes out when one is answered: a target that stalls gets fewer.")
            width: parent.width
            wrapMode: Text.Wrap
        }
        StateMark {
            kind: Mark.Bad
            text: card.test.problem
            visible: card.test.problem !== ""
            width: parent.width
        }
    }
}
