import QtQuick
import Sluice.Controls
import Sluice.Model

// What a load seldom needs.
Column {
    id: fields

    required property LoadTestForm form

    signal accepted

    Binding {
        property: "warmUp_s"
        target: fields.form
        value: warmUp.text
    }
    Binding {
        property: "ramp_s"
        target: fields.form
        value: ramp.text
    }
    Binding {
        property: "method"
        target: fields.form
        value: method.text
    }
    Binding {
        property: "headers"
        target: fields.form
        value: headers.text
    }
    Binding {
        property: "body"
        target: fields.form
        value: body.text
    }
    Binding {
        property: "keepAlive"
        target: fields.form
        value: connections.current === 0
    }
    Row {
        spacing: 12
        width: parent.width

        FormField {
            label: qsTr("Warm-up, s")
            width: (fields.width - parent.spacing) / 2

            TextBox {
                id: warmUp

                Accessible.name: qsTr("Seconds of warm-up")
                maximumLength: 5
                text: "0"
                width: parent.width
                wrong: fields.form.warmUpProblem !== ""

                onAccepted: fields.accepted()
            }
        }
        FormField {
            label: qsTr("Ramp from 0, s")
            visible: fields.form.open
            width: (fields.width - parent.spacing) / 2

            TextBox {
                id: ramp

                Accessible.name: qsTr("Seconds in which the rate grows")
                maximumLength: 5
                text: "0"
                width: parent.width
                wrong: fields.form.warmUpProblem !== ""

                onAccepted: fields.accepted()
            }
        }
    }
    StateMark {
        kind: Mark.Bad
        text: fields.form.warmUpProblem
        visible: text !== ""
        width: parent.width
    }
    FormField {
        label: qsTr("Method")
        problem: fields.form.methodProblem
        width: parent.width

        TextBox {
            id: method

            Accessible.name: qsTr("Method")
            maximumLength: 32
            placeholderText: body.text === "" ? "GET" : "POST"
            width: 110
            wrong: fields.form.methodProblem !== ""

            onAccepted: fields.accepted()
        }
    }
    FormField {
        label: qsTr("Headers, one a line")
        problem: fields.form.headersProblem
        width: parent.width

        LinesBox {
            id: headers

            name: qsTr("Headers")
            placeholderText: "Accept: application/json"
            width: parent.width
            wrong: fields.form.headersProblem !== ""
        }
    }
    FormField {
        label: qsTr("Body")
        width: parent.width

        LinesBox {
            id: body

            name: qsTr("Body")
            width: parent.width
        }
    }
    FormField {
        label: qsTr("Connections")
        width: parent.width

        Choice {
            id: connections

            name: qsTr("Connections")
            options: [qsTr("kept"), qsTr("new each time")]

            onChosen: index => current = index
        }
    }
}
