#include "support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace sluice::test {

namespace {

bool ready(int fd, short events, std::chrono::milliseconds limit) {
    pollfd wait{fd, events, 0};
    return ::poll(&wait, 1, static_cast<int>(limit.count())) == 1;
}

/// Where the line of a field begins in a head; npos if there is none.
size_t findField(const std::string& head, std::string_view name) {
    for (size_t line = head.find("\r\n"); line != head.npos; line = head.find("\r\n", line + 2)) {
        const size_t at = line + 2;
        if (head.size() > at + name.size() && head[at + name.size()] == ':' &&
            ::strncasecmp(head.data() + at, name.data(), name.size()) == 0) {
            return at;
        }
    }
    return head.npos;
}

bool bindTo(int fd, const char* address) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    return ::inet_pton(AF_INET, address, &own.sin_addr) == 1 &&
           ::bind(fd, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0;
}

bool mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

bool RawClient::Response::has(std::string_view name) const {
    return findField(head, name) != head.npos;
}

std::string RawClient::Response::field(std::string_view name) const {
    const size_t at = findField(head, name);
    if (at == head.npos) return {};
    const size_t begin = head.find_first_not_of(' ', at + name.size() + 1);
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

RawClient::RawClient(uint16_t port, std::chrono::milliseconds limit, const char* from)
    : m_limit(limit) {
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if ((from && !bindTo(m_fd, from)) ||
        ::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close();
        return;
    }
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const size_t taken = sendSome(bytes);
        if (taken == 0) return false;
        bytes.remove_prefix(taken);
    }
    return true;
}

size_t RawClient::sendSome(std::string_view bytes) {
    if (m_fd < 0 || !ready(m_fd, POLLOUT, m_limit)) return 0;
    const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return n > 0 ? static_cast<size_t>(n) : 0;
}

bool RawClient::more() {
    if (m_fd < 0 || m_end != End::open) return false;
    if (!ready(m_fd, POLLIN, m_limit)) {
        m_end = End::timedOut;
        return false;
    }
    char bytes[65536];
    const ssize_t n = ::recv(m_fd, bytes, sizeof bytes, 0);
    if (n <= 0) {
        m_end = n == 0 ? End::closed : End::reset;
        return false;
    }
    m_buffer.append(bytes, static_cast<size_t>(n));
    return true;
}

std::string RawClient::take(size_t bytes) {
    std::string taken = m_buffer.substr(0, bytes);
    m_buffer.erase(0, bytes);
    return taken;
}

std::string RawClient::readUntil(std::string_view mark) {
    size_t end = 0;
    while ((end = m_buffer.find(mark)) == m_buffer.npos) {
        if (!more()) return take(m_buffer.size());
    }
    return take(end + mark.size());
}

std::string RawClient::read(size_t bytes) {
    while (m_buffer.size() < bytes && more()) {
    }
    return take(bytes);
}

std::string RawClient::readToEnd() {
    while (more()) {
    }
    return take(m_buffer.size());
}

std::string RawClient::readSome() {
    if (m_buffer.empty()) more();
    return take(m_buffer.size());
}

RawClient::Response RawClient::readResponse(bool hasBody) {
    Response response;
    response.head = readUntil("\r\n\r\n");
    if (response.head.size() < 4 || !response.head.ends_with("\r\n\r\n")) return response;
    response.status = std::atoi(response.head.substr(9, 3).c_str());
    if (!hasBody || !mayHaveBody(response.status)) {
        response.complete = true;
    } else if (response.field("Transfer-Encoding") == "chunked") {
        readChunks(response);
    } else if (response.has("Content-Length")) {
        const size_t length = std::strtoul(response.field("Content-Length").c_str(), nullptr, 10);
        response.body = read(length);
        response.complete = response.body.size() == length;
    } else {
        response.body = readToEnd();
        response.complete = m_end == End::closed;
    }
    return response;
}

std::optional<std::string> RawClient::readChunk() {
    const std::string line = readUntil("\r\n");
    if (!line.ends_with("\r\n")) return std::nullopt;
    const size_t size = std::strtoul(line.c_str(), nullptr, 16);
    if (size == 0) return std::string();
    std::string data = read(size + 2);
    if (data.size() < size + 2 || !data.ends_with("\r\n")) return std::nullopt;
    data.resize(size);
    return data;
}

void RawClient::readChunks(Response& response) {
    for (;;) {
        const auto chunk = readChunk();
        if (!chunk) return;
        if (chunk->empty()) break;
        response.body += *chunk;
    }
    for (;;) {
        const std::string line = readUntil("\r\n");
        if (!line.ends_with("\r\n")) return;
        if (line.size() == 2) break;
        response.trailers += line;
    }
    response.complete = true;
}

void RawClient::limitBuffer() {
    const int bytes = 32 * 1024;  // which Linux doubles
    ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

void RawClient::shutdownSend() {
    ::shutdown(m_fd, SHUT_WR);
}

void RawClient::reset() {
    const linger now{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void RawClient::close() {
    if (m_fd >= 0) ::close(std::exchange(m_fd, -1));
}

RawClient::Response fetch(uint16_t port, std::string_view request) {
    RawClient client(port);
    client.send(request);
    return client.readResponse();
}

RawClient::Response fetchFrom(const char* address, uint16_t port, std::string_view request) {
    RawClient client(port, std::chrono::seconds(30), address);
    client.send(request);
    return client.readResponse();
}

}  // namespace sluice::test
