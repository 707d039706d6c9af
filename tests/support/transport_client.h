#pragma once

#include <memory>
#include <optional>
#include <string>

#include "upstream/transport/transport.h"

namespace sluice::test {

/// A request's body that a test gives, in pieces of at most `pieceBytes`.
class TextBody final : public upstream::BodySource {
public:
    explicit TextBody(std::string text, size_t pieceBytes = 16 * 1024)
        : m_text(std::move(text)), m_pieceBytes(pieceBytes) {}

    event::Task<upstream::Outcome<std::string_view>> next() override;
    const http::HeaderMap& trailers() const override { return trailerFields; }
    bool rewind() override;
    size_t read() const { return m_read; }

    http::HeaderMap trailerFields;
    std::optional<upstream::Failure> failAtEnd;
    bool canRewind = false;
    Duration pause{};  ///< before each piece and the end, as a slow client

private:
    std::string m_text;
    size_t m_pieceBytes;
    size_t m_read = 0;
};

/// One request through a transport, as the gateway makes it. Its destructor cancels.
class Fetch {
public:
    Fetch(upstream::Transport& transport, std::shared_ptr<upstream::Server> server,
          http::RequestHead head, std::unique_ptr<TextBody> body = nullptr);

    /// Stops after the head until resume(), as a client that does not read.
    Fetch& holdAfterHead();
    void resume();
    void start();
    /// Starts it if need be and runs the event loop until it is done; false if it takes 30 s.
    bool finish();
    /// Destroys the coroutine and the call.
    void cancel();

    bool done() const { return m_done; }
    bool hasHead() const { return m_hasHead; }
    bool failed(upstream::Failure::Kind kind) const { return failure && failure->kind == kind; }

    http::RequestHead request;
    std::unique_ptr<TextBody> body;
    http::ResponseHead head;
    std::string received;  ///< the answer's body
    http::HeaderMap trailers;
    std::optional<upstream::Failure> failure;
    TimePoint deadline = TimePoint::max();
    Duration limit{};  ///< from when the request was sent; zero: none
    int interim = 0;   ///< 1xx answers

private:
    event::Task<> run();
    event::Task<upstream::Outcome<>> exchange();
    static void finished(void* self);
    struct Hold;

    upstream::Transport& m_transport;
    std::shared_ptr<upstream::Server> m_server;
    bool m_started = false;
    bool m_hold = false;
    bool m_hasHead = false;
    bool m_done = false;
    std::coroutine_handle<> m_held;
    event::Task<> m_task;  // last: destroyed first
};

}  // namespace sluice::test
