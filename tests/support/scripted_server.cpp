#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
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

/// Of the servers that are made; null: plain ones.
std::shared_ptr<SSL_CTX>& tlsOfServers() {
    static std::shared_ptr<SSL_CTX> context;
    return context;
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

ScriptedServer::ScriptedServer(Script script, const char* address)
    : m_script(std::move(script)), m_tls(tlsOfServers()) {
    sockaddr_storage storage{};
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    const bool isV4 = ::inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    if (!isV4) ::inet_pton(AF_INET6, address, &v6.sin6_addr);
    storage.ss_family = isV4 ? AF_INET : AF_INET6;
    m_listener = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto* where = reinterpret_cast<sockaddr*>(&storage);
    socklen_t size = isV4 ? sizeof v4 : sizeof v6;
    if (::bind(m_listener, where, size) == 0 && ::listen(m_listener, 512) == 0 &&
        ::getsockname(m_listener, where, &size) == 0) {
        m_port = ntohs(v4.sin_port);  // at the same place in both families
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
            if (connection.agree()) m_script(connection);
            connection.endTls();
            connection.close();
        });
    }
}

void ScriptedServer::speakTls(const std::string& folder) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    tlsOfServers().reset();
    if (folder.empty()) return;
    tlsOfServers() = std::shared_ptr<SSL_CTX>(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX* context = tlsOfServers().get();
    SSL_CTX_use_certificate_chain_file(context, (folder + "/cert.pem").c_str());
    SSL_CTX_use_PrivateKey_file(context, (folder + "/key.pem").c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_AUTO_RETRY);
}

std::string ScriptedServer::received() const {
    const std::lock_guard lock(m_mutex);
    return m_received;
}

ScriptedServer::Connection::Connection(ScriptedServer& server, int fd)
    : m_server(server),
      m_fd(fd),
      m_ssl(server.m_tls ? SSL_new(server.m_tls.get()) : nullptr, &SSL_free) {}

bool ScriptedServer::Connection::agree() {
    if (!m_ssl) return true;
    SSL_set_fd(m_ssl.get(), m_fd);
    return SSL_accept(m_ssl.get()) == 1;
}

std::string ScriptedServer::Connection::receive(size_t limit) {
    std::string bytes(limit, '\0');
    ssize_t n = 0;
    if (m_fd >= 0) {
        n = m_ssl ? SSL_read(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                  : ::recv(m_fd, bytes.data(), bytes.size(), 0);
    }
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

/// Nothing, with EAGAIN, if it would have to wait.
ssize_t ScriptedServer::Connection::sendSome(std::string_view bytes) {
    if (!m_ssl) return ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    pollfd room{m_fd, POLLOUT, 0};
    if (::poll(&room, 1, 0) == 0) {
        errno = EAGAIN;
        return -1;
    }
    const size_t size = std::min<size_t>(bytes.size(), 16384);
    const int n = SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(size));
    if (n <= 0) errno = EPIPE;
    return n > 0 ? n : -1;
}

bool ScriptedServer::Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = sendSome(bytes);
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

void ScriptedServer::Connection::endTls() {
    if (m_ssl && m_fd >= 0) SSL_shutdown(m_ssl.get());
}

void ScriptedServer::Connection::cut() {
    close();
}

void ScriptedServer::Connection::shutdownSend() {
    endTls();
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
