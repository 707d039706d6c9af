#include "support/body_flow.h"

#include <QTest>

#include "support/pattern.h"

namespace sluice::test {

namespace {

constexpr std::chrono::milliseconds patience = std::chrono::seconds(30);
/// A socket that takes nothing for so long is full.
constexpr std::chrono::milliseconds stallTime = std::chrono::seconds(1);

}  // namespace

BodyFlow::BodyFlow(uint64_t size, bool chunked)
    : m_size(size),
      m_chunked(chunked),
      m_server(std::make_unique<ScriptedServer>(
          [this](ScriptedServer::Connection& connection) { serve(connection); })) {}

std::string BodyFlow::framing() const {
    return m_chunked ? "Transfer-Encoding: chunked\r\n\r\n"
                     : "Content-Length: " + std::to_string(m_size) + "\r\n\r\n";
}

std::string BodyFlow::framed(std::string_view piece) const {
    if (!m_chunked) return std::string(piece);
    const QByteArray size = QByteArray::number(static_cast<qulonglong>(piece.size()), 16);
    return size.toStdString() + "\r\n" + std::string(piece) + "\r\n";
}

void BodyFlow::serve(ScriptedServer::Connection& connection) {
    const auto head = connection.readHead();
    if (!head) return;
    if (head->starts_with("GET")) {
        give(connection);
        connection.waitForClose();
    } else {
        m_reading.wait(patience);
        connection.send(take(connection) ? "HTTP/1.1 204 No Content\r\n\r\n"
                                         : "HTTP/1.1 422 Other Bytes\r\nContent-Length: 0\r\n\r\n");
    }
}

bool BodyFlow::give(ScriptedServer::Connection& connection) const {
    bool sent = connection.send("HTTP/1.1 200 OK\r\n" + framing());
    for (Pattern pattern; sent && pattern.position() < m_size;)
        sent = connection.send(framed(pattern.next(m_size - pattern.position())));
    return sent && (!m_chunked || connection.send("0\r\n\r\n"));
}

bool BodyFlow::take(ScriptedServer::Connection& connection) {
    Pattern pattern;
    while (m_chunked || pattern.position() < m_size) {
        const std::string piece = m_chunked ? connection.readChunk() : connection.readSome();
        if (piece.empty()) break;
        if (!pattern.matches(piece)) return false;
    }
    return pattern.position() == m_size;
}

std::string BodyFlow::upload(uint16_t gateway) {
    RawClient client(gateway, stallTime);
    client.send("PUT /upload HTTP/1.1\r\nHost: a\r\n" + framing());
    bool stalled = false;
    for (Pattern pattern; pattern.position() < m_size;) {
        const std::string piece = framed(pattern.next(m_size - pattern.position()));
        for (std::string_view rest = piece; !rest.empty();) {
            const size_t sent = client.sendSome(rest);
            rest.remove_prefix(sent);
            if (sent > 0) continue;
            if (std::exchange(stalled, true)) {
                return "the gateway takes nothing after " + std::to_string(pattern.position());
            }
            m_held = pattern.position();
            m_reading.open();
            client.setLimit(patience);
        }
    }
    if (m_chunked) client.send("0\r\n\r\n");
    const auto response = client.readResponse();
    if (response.status != 204) return "answered " + response.head + response.body;
    return stalled ? "" : "the gateway took everything while the server did not read";
}

std::string BodyFlow::download(uint16_t gateway) {
    RawClient client(gateway, patience);
    client.send("GET /download HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string head = client.readUntil("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 200 ")) return "answered " + head;
    if (!QTest::qWaitFor([this] { return m_server->stalled(); }, 30'000)) {
        return "the gateway took everything while the client did not read";
    }
    m_held = m_server->sentBytes();
    Pattern pattern;
    while (m_chunked || pattern.position() < m_size) {
        const std::string piece =
            m_chunked ? client.readChunk().value_or(std::string()) : client.readSome();
        if (piece.empty()) break;
        if (!pattern.matches(piece)) {
            return "other bytes after " + std::to_string(pattern.position());
        }
    }
    return pattern.position() == m_size ? "" : "ended after " + std::to_string(pattern.position());
}

}  // namespace sluice::test
