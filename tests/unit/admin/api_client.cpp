#include "api_client.h"

#include <QTcpSocket>

namespace sluice::admin {

Answer exchange(uint16_t port, const Bytes& request) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected()) return {};
    socket.write(request);
    Bytes all;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(10000))
        all += socket.readAll();
    all += socket.readAll();
    const qsizetype end = all.indexOf("\r\n\r\n");
    if (end < 0) return {};
    return {all.mid(9, 3).toInt(), all.left(end), all.mid(end + 4)};
}

Answer ask(uint16_t port, const Bytes& method, const Bytes& target, const Bytes& fields,
           const Bytes& body) {
    Bytes request = method + " " + target + " HTTP/1.1\r\nConnection: close\r\n" + fields;
    if (!fields.contains("Host:")) request += "Host: 127.0.0.1:" + Bytes::number(port) + "\r\n";
    if (!body.isNull()) request += "Content-Length: " + Bytes::number(body.size()) + "\r\n";
    return exchange(port, request + "\r\n" + body);
}

}  // namespace sluice::admin
