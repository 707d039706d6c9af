import QtQuick

// Takes a server out of service gently, and back in.
ActionButton {
    id: button

    required property string server
    required property bool active

    signal dutyAsked(string duty)

    Accessible.name: text + " " + server
    horizontalPadding: compact ? 4 : 8
    icon16: {
        if (!compact)
            return "";
        return active ? "M 5.7 2.5 H 10.3 L 13.5 5.7 V 10.3 L 10.3 13.5 H 5.7 L 2.5 10.3 V 5.7 Z M 5.5 8 H 10.5" : "M 5 3.5 L 12 8 L 5 12.5 Z";
    }
    implicitHeight: 24
    text: active ? qsTr("Drain") : qsTr("Resume")
    tip: active ? qsTr("Drain %1: no new requests, those under way finish").arg(server) : qsTr("Give %1 requests again").arg(server)

    onClicked: dutyAsked(active ? "drained" : "active")
}
