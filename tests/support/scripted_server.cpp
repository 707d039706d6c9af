#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sluice::test {

namespace {

constexpr size_t recordedBytes = 1024 * 1024;

/// The value of a field in a head, by its lower-case name.
std::string fieldValue(const std::string& head, const std::string& name) {
    std::string lower = head;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const size_t at = lower.find("\r\n" + name + ":");
    if (at == lower.npos) return {};
    const size_t begin = lower.find_first_not_of(' ', at + name.size() + 3);
    return lower.substr(begin, lower.find("\r\n", begin) - begin);
}

}  // namespace

void Gate::open() {
    const std::lock_guard lock(m_mutex);
    m_open = true;
    m_opened.notify_all();
}

bool Gate::wait(std::chrono::milliseconds limit) {
    std::unique_lock lock(m_mutex);
    return m_opened.wait_for(lock, limit, [this] { return m_open; });
}

ScriptedServer::ScriptedServer(std::string answer)
    : ScriptedServer([answer = std::move(answer)](Connection& connection) {
          while (connection.readRequest() && connection.send(answer)) {
          }
      }) {}

ScriptedServer::ScriptedServer(Script script) : m_script(std::move(script)) {
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* where = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(m_listener, where, size) == 0 && ::listen(m_listener, 512) == 0 &&
        ::getsockname(m_listener, where, &size) == 0) {
        m_port = ntohs(address.sin_port);
    }
    m_acceptor = std::thread([this] { accept(); });
}

ScriptedServer::~ScriptedServer() {
    m_stopping = true;
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    ::close(m_listener);
    {
        const std::lock_guard lock(m_mutex);
        for (Connection& connection : m_connections) {
            if (connection.m_fd >= 0) ::shutdown(connection.m_fd, SHUT_RDWR);
        }
    }
    for (std::thread& thread : m_threads)
        thread.join();
}

void ScriptedServer::accept() {
    for (;;) {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (m_stopping || fd < 0) {
            if (fd >= 0) ::close(fd);
            if (m_stopping) return;
            continue;
        }
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard lock(m_mutex);
        ++m_accepted;
        Connection& connection = m_connections.emplace_back(*this, fd);
        m_threads.emplace_back([this, &connection] {
            m_script(connection);
            connection.close();
        });
    }
}

std::string ScriptedServer::received() const {
    const std::lock_guard lock(m_mutex);
    return m_received;
}

std::string ScriptedServer::Connection::receive(size_t limit) {
    std::string bytes(limit, '\0');
    const ssize_t n = m_fd < 0 ? 0 : ::recv(m_fd, bytes.data(), bytes.size(), 0);
    bytes.resize(n > 0 ? static_cast<size_t>(n) : 0);
    const std::lock_guard lock(m_server.m_mutex);
    m_server.m_received.append(bytes, 0, recordedBytes - m_server.m_received.size());
    return bytes;
}

std::string ScriptedServer::Connection::readSome(size_t limit) {
    return m_buffer.empty() ? receive(limit) : take(std::min(limit, m_buffer.size()));
}

bool ScriptedServer::Connection::more() {
    const std::string bytes = receive(65536);
    m_buffer += bytes;
    return !bytes.empty();
}

std::string ScriptedServer::Connection::takeUntil(std::string_view mark) {
    size_t end = 0;
    while ((end = m_buffer.find(mark)) == m_buffer.npos) {
        if (!more()) return {};
    }
    return take(end + mark.size());
}

std::string ScriptedServer::Connection::take(size_t bytes) {
    while (m_buffer.size() < bytes) {
        if (!more()) break;
    }
    std::string taken = m_buffer.substr(0, bytes);
    m_buffer.erase(0, bytes);
    return taken;
}

std::optional<std::string> ScriptedServer::Connection::readHead() {
    std::string head = takeUntil("\r\n\r\n");
    if (head.empty()) return std::nullopt;
    return head;
}

std::optional<ScriptedServer::Connection::Request> ScriptedServer::Connection::readRequest() {
    auto head = readHead();
    if (!head) return std::nullopt;
    Request request{std::move(*head), {}};
    const std::string length = fieldValue(request.head, "content-length");
    if (!length.empty()) {
        request.body = take(std::stoul(length));
        if (request.body.size() < std::stoul(length)) return std::nullopt;
    } else if (fieldValue(request.head, "transfer-encoding") == "chunked") {
        request.body = readChunks();
    }
    ++m_server.m_requests;
    return request;
}

std::string ScriptedServer::Connection::readChunks() {
    std::string body;
    for (std::string chunk = readChunk(); !chunk.empty(); chunk = readChunk())
        body += chunk;
    return body;
}

std::string ScriptedServer::Connection::readChunk() {
    const std::string line = takeUntil("\r\n");
    const size_t size = line.empty() ? 0 : std::stoul(line, nullptr, 16);
    if (size == 0) {
        while (takeUntil("\r\n").size() > 2) {
        }
        return {};
    }
    std::string data = take(size);
    takeUntil("\r\n");
    return data;
}

bool ScriptedServer::Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            m_server.m_stalled = false;
            m_server.m_sentBytes += static_cast<uint64_t>(n);
            bytes.remove_prefix(static_cast<size_t>(n));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) return false;
        pollfd wait{m_fd, POLLOUT, 0};
        if (::poll(&wait, 1, 300) == 0) m_server.m_stalled = true;
    }
    return true;
}

void ScriptedServer::Connection::shutdownSend() {
    ::shutdown(m_fd, SHUT_WR);
}

void ScriptedServer::Connection::reset() {
    const linger now{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void ScriptedServer::Connection::waitForClose() {
    while (!readSome().empty()) {
    }
}

void ScriptedServer::Connection::close() {
    const std::lock_guard lock(m_server.m_mutex);
    if (m_fd >= 0) ::close(std::exchange(m_fd, -1));
}

}  // namespace sluice::test
