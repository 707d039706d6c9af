pragma ComponentBehavior: Bound

import QtQuick
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// One request, and how many of it: the usual first, the rest folded away.
Column {
    id: request

    required property string suggestedUrl
    // Complaints about the target wait until there is something to complain about.
    property bool asked: false

    readonly property alias form: form

    signal accepted

    LoadTestForm {
        id: form

        duration_s: duration.text
        inFlight: inFlight.text
        open: loop.current === 1
        rate: rate.text
        url: url.text
    }
    FormField {
        label: qsTr("Target")
        problem: request.asked || url.text !== "" ? form.urlProblem : ""
        width: parent.width

        TextBox {
            id: url

            Accessible.name: qsTr("Target")
            font.pixelSize: Theme.small
            placeholderText: "http://127.0.0.1:8080/"
            text: request.suggestedUrl
            width: parent.width
            wrong: form.urlProblem !== ""

            onAccepted: request.accepted()
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

            name: qsTr("Requests come")
            options: [qsTr("after answers"), qsTr("at a rate")]

            onChosen: index => current = index
        }
    }
    Row {
        spacing: 12
        width: parent.width

        FormField {
            label: form.open ? qsTr("Requests a second") : qsTr("In flight")
            width: (request.width - parent.spacing) / 2

            TextBox {
                id: inFlight

                Accessible.name: qsTr("Requests in flight")
                maximumLength: 5
                text: "50"
                visible: !form.open
                width: parent.width
                wrong: form.loadProblem !== ""

                onAccepted: request.accepted()
            }
            TextBox {
                id: rate

                Accessible.name: qsTr("Requests a second")
                maximumLength: 7
                text: "500"
                visible: form.open
                width: parent.width
                wrong: form.loadProblem !== ""

                onAccepted: request.accepted()
            }
        }
        FormField {
            label: qsTr("Seconds")
            width: (request.width - parent.spacing) / 2

            TextBox {
                id: duration

                Accessible.name: qsTr("Seconds")
                maximumLength: 5
                text: "20"
                width: parent.width
                wrong: form.timeProblem !== ""

                onAccepted: request.accepted()
            }
        }
    }
    StateMark {
        kind: Mark.Bad
        text: form.loadProblem !== "" ? form.loadProblem : form.timeProblem
        visible: text !== ""
        width: parent.width
    }
    FoldButton {
        id: fold

        text: qsTr("More")
    }
    MoreFields {
        form: form
        spacing: request.spacing
        visible: fold.open || form.moreIsWrong
        width: parent.width

        onAccepted: request.accepted()
    }
}
