#include "listener/response_writer.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "event/send_space.h"
#include "http/serializer.h"

namespace sluice::listener {

namespace {

using http::Framing;

/// Pieces that are held are gathered up to this size.
constexpr size_t holdBytes = event::BlockPool::smallBytes;

/// Where text is made before it is gathered, so that no connection keeps memory for it.
std::string& scratch() {
    thread_local std::string text;
    text.clear();
    return text;
}

/// What the client can read: HTTP/1.0 knows no chunks, and some statuses have no body at all.
Framing framingFor(const http::ResponseHead& head, const http::RequestHead& request) {
    if (head.framing.kind == Framing::Kind::none || head.framing.kind == Framing::Kind::length) {
        return head.framing;
    }
    return {request.minorVersion == 0 ? Framing::Kind::untilClose : Framing::Kind::chunked};
}

/// HEAD and 304 may tell the length of a body that they do not carry (RFC 9110 section 8.6).
bool mayTellLength(const http::ResponseHead& head, const http::RequestHead& request) {
    return request.method == "HEAD" || head.status == 304;
}

}  // namespace

void ResponseWriter::reset() {
    m_begun = m_finished = false;
    m_keepAlive = true;
    m_bodyBytes = 0;
}

void ResponseWriter::interim(const http::ResponseHead& head, const http::RequestHead& request) {
    if (request.minorVersion == 0 || m_begun) return;
    std::string& text = scratch();
    http::appendResponseHead(text, head);
    m_pending.append(text);
    push();
}

void ResponseWriter::begin(http::ResponseHead& head, const http::RequestHead& request,
                           bool mayKeepAlive) {
    const Framing framing = framingFor(head, request);
    m_begun = true;
    m_framing = framing.kind;
    m_keepAlive = mayKeepAlive && request.keepAlive && framing.kind != Framing::Kind::untilClose;
    if (framing.kind != Framing::Kind::none) {
        http::setFramingFields(head.fields, framing);
    } else if (!mayTellLength(head, request)) {
        http::setFramingFields(head.fields, framing);
    }
    if (head.status == 101) {
        m_keepAlive = false;  // the connection leaves HTTP
    } else if (!m_keepAlive) {
        head.fields.set("Connection", "close");
    } else if (request.minorVersion == 0) {
        head.fields.set("Connection", "keep-alive");
    }
    std::string& text = scratch();
    http::appendResponseHead(text, head);
    m_pending.append(text);
    m_gathering = true;
}

void ResponseWriter::write(std::string_view piece, bool hold) {
    if (piece.empty() || m_failed) return;
    m_bodyBytes += piece.size();
    const bool chunked = m_framing == Framing::Kind::chunked;
    if (chunked) {
        std::array<char, 20> size{};
        const int n = std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
        m_pending.append({size.data(), static_cast<size_t>(n)});
    }
    const std::string_view end = chunked ? "\r\n" : "";
    m_gathering = hold && m_pending.bytes().size() + piece.size() < holdBytes;
    if (!m_gathering) return send(piece, end);
    m_pending.append(piece);
    m_pending.append(end);
}

void ResponseWriter::finish(const http::HeaderMap& trailers) {
    m_finished = true;
    if (m_framing == Framing::Kind::chunked) {
        std::string& text = scratch();
        http::appendLastChunk(text, trailers);
        m_pending.append(text);
    }
    push();
}

/// What there is of the answer goes out: nothing at all would look like a connection that was idle,
/// and the request like one to be sent again.
void ResponseWriter::abort() {
    if (!m_failed && m_framing != Framing::Kind::untilClose) push();
    m_failed = true;
    m_pending.release();
    if (m_framing != Framing::Kind::untilClose) return;
    const linger reset{1, 0};
    ::setsockopt(m_socket.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

void ResponseWriter::send(std::string_view piece, std::string_view end) {
    const std::array<std::string_view, 3> parts{m_pending.bytes(), piece, end};
    std::array<iovec, 3> vector{};
    size_t count = 0;
    size_t total = 0;
    for (const std::string_view part : parts) {
        if (part.empty()) continue;
        vector[count++] = {const_cast<char*>(part.data()), part.size()};
        total += part.size();
    }
    m_gathering = false;
    if (total == 0 || m_failed) return;
    const event::Io io = m_socket.send(std::span(vector.data(), count));
    if (io.status == event::Io::Status::failed) {
        m_failed = true;
        m_pending.release();
        return;
    }
    m_sentBytes += io.bytes;
    const size_t fromPending = std::min(io.bytes, m_pending.bytes().size());
    const size_t fromPiece = std::min(io.bytes - fromPending, piece.size());
    const size_t fromEnd = io.bytes - fromPending - fromPiece;
    m_pending.consume(fromPending);
    m_pending.append(piece.substr(fromPiece));
    m_pending.append(end.substr(fromEnd));
}

event::Task<bool> ResponseWriter::flush() {
    push();
    while (blocked() && !m_failed) {
        const bool reads = co_await event::sendSpace(m_socket, m_timeout, m_leastRate);
        if (!reads) m_failed = true;
        if (!m_failed) push();
    }
    if (m_failed) m_pending.release();
    co_return !m_failed;
}

}  // namespace sluice::listener
