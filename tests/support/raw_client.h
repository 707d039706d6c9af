#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::test {

/// A client on a blocking socket to a port of 127.0.0.1 that sends what a test says, byte by byte.
/// Every wait ends after `limit`. `from`: the loopback address that it has itself; null: any.
class RawClient {
public:
    struct Response {
        int status = 0;        ///< 0: there was no whole head
        std::string head;      ///< up to and with the empty line
        std::string body;      ///< decoded
        std::string trailers;  ///< of a chunked body, as they came
        bool complete = false;

        /// The value of the first field called `name`, in whatever case; empty if there is none.
        std::string field(std::string_view name) const;
        bool has(std::string_view name) const;
    };
    enum class End : uint8_t { open, closed, reset, timedOut };

    explicit RawClient(uint16_t port, std::chrono::milliseconds limit = std::chrono::seconds(30),
                       const char* from = nullptr);
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return m_fd >= 0; }
    void setLimit(std::chrono::milliseconds limit) { m_limit = limit; }
    /// False if the peer is gone or does not read in time.
    bool send(std::string_view bytes);
    /// How many of the bytes were taken at once; 0 if the peer is gone or does not read in time.
    size_t sendSome(std::string_view bytes);
    /// One answer, interim ones included. `hasBody`: false for an answer to HEAD.
    Response readResponse(bool hasBody = true);
    /// Up to and with `mark`; less if the connection ends before.
    std::string readUntil(std::string_view mark);
    /// Exactly `bytes`; less if the connection ends before.
    std::string read(size_t bytes);
    /// The data of the next chunk; empty at the last one, behind whose line it stops. Nothing if
    /// the connection ends before or it is no chunk.
    std::optional<std::string> readChunk();
    std::string readToEnd();
    /// Whatever comes next; nothing if the connection ends before.
    std::string readSome();
    /// How the connection ended, as far as it was read.
    End end() const { return m_end; }
    /// Has its system take no more than some 64 KiB that were not read, instead of megabytes.
    void limitBuffer();
    void shutdownSend();
    /// Ends the connection with RST.
    void reset();
    void close();

private:
    bool more();
    std::string take(size_t bytes);
    void readChunks(Response& response);

    int m_fd = -1;
    std::chrono::milliseconds m_limit;
    End m_end = End::open;
    std::string m_buffer;
};

/// A request on a connection of its own, and its answer.
RawClient::Response fetch(uint16_t port, std::string_view request);
RawClient::Response fetchFrom(const char* address, uint16_t port, std::string_view request);

}  // namespace sluice::test
