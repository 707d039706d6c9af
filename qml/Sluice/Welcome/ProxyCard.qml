import QtQuick
import QtQuick.Controls.Basic
import Sluice.Controls
import Sluice.Model
import Sluice.Theme

// A gateway from nothing but a port and the servers behind it.
Card {
    id: card

    required property GatewayModel gateway
    property bool busy: false
    // Complaints wait until there is something to complain about.
    property bool asked: false

    bodyHeight: column.implicitHeight
    title: qsTr("Proxy a local service")

    function start() {
        asked = true;
        if (form.valid)
            gateway.startProxy(form.listen(), form.urls(), ["auto", "true", "false"][host.current]);
    }

    ProxyForm {
        id: form

        port: port.text
        servers: servers.text
    }
    Column {
        id: column

        spacing: 14
        width: parent.width

        FormField {
            label: qsTr("Listen on 127.0.0.1, port")
            problem: form.portProblem
            width: parent.width

            TextBox {
                id: port

                Accessible.name: qsTr("Port to listen on")
                inputMethodHints: Qt.ImhDigitsOnly
                maximumLength: 5
                text: "8080"
                width: 90
                wrong: form.portProblem !== ""

                onAccepted: card.start()
            }
        }
        FormField {
            label: qsTr("Host for the servers; automatic: the client's, if they are local")
            width: parent.width

            Choice {
                id: host

                name: qsTr("Host that the servers get")
                options: [qsTr("Automatic"), qsTr("The client's"), qsTr("Their own")]

                onChosen: index => current = index
            }
        }
        FormField {
            label: qsTr("Forward to, one server on each line")
            problem: card.asked || servers.text.trim() !== "" ? form.serversProblem : ""
            width: parent.width

            ScrollView {
                height: 84
                width: parent.width

                background: Rectangle {
                    border.color: servers.activeFocus ? Theme.accent : Theme.control
                    border.width: servers.activeFocus ? 2 : 1
                    color: Theme.window
                    radius: Theme.radius
                }

                TextArea {
                    id: servers

                    Accessible.name: qsTr("Servers to forward to, one on each line")
                    KeyNavigation.priority: KeyNavigation.BeforeItem
                    KeyNavigation.tab: go
                    color: Theme.text
                    font.family: Theme.monoFamily
                    font.pixelSize: Theme.normal
                    padding: 10
                    placeholderText: "http://127.0.0.1:3000"
                    placeholderTextColor: Theme.faint
                    selectionColor: Theme.accent
                    textFormat: TextEdit.PlainText
                }
            }
        }
        ActionButton {
            id: go

            enabled: !card.busy
            primary: true
            text: card.busy ? qsTr("Starting…") : qsTr("Start the proxy")

            onClicked: card.start()
        }
    }
}
