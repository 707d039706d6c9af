#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace sluice::test {

/// Something that one thread waits for and another one announces, once.
class Gate {
public:
    void open();
    /// False if it did not open within `limit`.
    bool wait(std::chrono::milliseconds limit = std::chrono::seconds(20));

private:
    std::mutex m_mutex;
    std::condition_variable m_opened;
    bool m_open = false;
};

/// A TCP server on a free port of 127.0.0.1, or of ::1 where it is told so, that does exactly what
/// a test tells it to, byte by byte. Every connection runs the script on a thread of its own; the
/// destructor breaks all connections and joins.
class ScriptedServer {
public:
    class Connection;
    using Script = std::function<void(Connection&)>;

    explicit ScriptedServer(Script script, const char* address = "127.0.0.1");
    /// Reads a request and sends `answer`, again and again.
    explicit ScriptedServer(std::string answer);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    /// The servers that are made from now on speak TLS, with cert.pem and key.pem of that folder;
    /// empty: none does.
    static void speakTls(const std::string& folder);

    uint16_t port() const { return m_port; }
    int connections() const { return m_accepted; }
    /// What was received on all connections, up to the first MiB.
    std::string received() const;
    /// How many requests were read by readRequest().
    int requests() const { return m_requests; }
    uint64_t sentBytes() const { return m_sentBytes; }
    /// Whether a send() waits since 300 ms or more for the peer to read.
    bool stalled() const { return m_stalled; }

private:
    void accept();

    Script m_script;
    const std::shared_ptr<SSL_CTX> m_tls;
    int m_listener = -1;
    uint16_t m_port = 0;
    std::atomic<int> m_accepted = 0;
    std::atomic<int> m_requests = 0;
    std::atomic<uint64_t> m_sentBytes = 0;
    std::atomic<bool> m_stalled = false;
    std::atomic<bool> m_stopping = false;
    mutable std::mutex m_mutex;  // guards what follows
    std::string m_received;
    std::deque<Connection> m_connections;
    std::deque<std::thread> m_threads;
    std::thread m_acceptor;  // started last
};

/// One accepted connection, closed when the script returns.
class ScriptedServer::Connection {
public:
    struct Request {
        std::string head;  ///< up to and with the empty line
        std::string body;  ///< decoded
    };

    Connection(ScriptedServer& server, int fd);

    /// A head and its body by Content-Length or chunks; nothing when the peer closes.
    std::optional<Request> readRequest();
    std::optional<std::string> readHead();
    /// Whatever comes next, at most `limit` bytes; empty at the end.
    std::string readSome(size_t limit = 65536);
    /// The data of the next chunk; empty at the last one, whose trailers are read with it, and at
    /// the end of the connection.
    std::string readChunk();
    /// False when the peer is gone.
    bool send(std::string_view bytes);
    void shutdownSend();
    /// Ends the connection with RST.
    void reset();
    /// Closes without a word of TLS, as what cuts a connection does.
    void cut();
    /// Says by TLS that nothing comes any more, and leaves the connection open.
    void endTls();
    /// Blocks until the peer closes.
    void waitForClose();

private:
    friend class ScriptedServer;
    bool agree();
    std::string receive(size_t limit);
    ssize_t sendSome(std::string_view bytes);
    std::string takeUntil(std::string_view mark);
    std::string take(size_t bytes);
    bool more();
    std::string readChunks();
    void close();

    ScriptedServer& m_server;
    int m_fd;
    std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
    std::string m_buffer;
};

}  // namespace sluice::test
