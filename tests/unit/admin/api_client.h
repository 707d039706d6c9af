#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdint>

namespace sluice::admin {

using Bytes = QByteArray;

inline const Bytes json = "Content-Type: application/json\r\n";
inline const Bytes web1 = "/api/v1/pools/web/servers/web-1";

struct Answer {
    int status = 0;
    Bytes head;
    Bytes body;

    Bytes field(const Bytes& name) const {
        for (const Bytes& line : head.split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
                return line.mid(colon + 1).trimmed();
        }
        return {};
    }
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// Sends the text and reads until the server closes.
Answer exchange(uint16_t port, const Bytes& request);
Answer ask(uint16_t port, const Bytes& method, const Bytes& target, const Bytes& fields = {},
           const Bytes& body = {});

}  // namespace sluice::admin
