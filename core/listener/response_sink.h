#pragma once

#include <cstdint>
#include <string_view>

#include "event/task.h"
#include "http/request.h"
#include "http/response.h"
#include "listener/interim_sink.h"

namespace sluice::listener {

/// Where the answer to a request goes. Whoever answers calls begin(), write() for each piece of the
/// body, and finish(), and flush() whenever the sink is blocked(). Belongs to the client's worker.
class ResponseSink : public InterimSink {
public:
    virtual ~ResponseSink() = default;

    /// Begins the final answer. May change `head` to what the client understands.
    /// `mayKeepAlive`: whether the connection may stay open afterwards.
    virtual void begin(http::ResponseHead& head, const http::RequestHead& request,
                       bool mayKeepAlive) = 0;
    /// The next piece of the body. With `hold`, small pieces are gathered: more comes at once.
    virtual void write(std::string_view piece, bool hold) = 0;
    /// Ends the answer.
    virtual void finish(const http::HeaderMap& trailers) = 0;
    void finish() { finish({}); }
    /// Whether what was written last is held.
    virtual bool holding() const = 0;
    /// Passes on what is gathered, without waiting.
    virtual void push() = 0;
    /// Something is held back because the client does not read fast enough.
    virtual bool blocked() const = 0;
    /// Waits until everything has been passed on. False if the client is gone or too slow.
    virtual event::Task<bool> flush() = 0;
    /// Ends an answer that cannot be completed, so that the client does not take it for complete.
    virtual void abort() = 0;

    bool begun() const { return m_begun; }
    bool finished() const { return m_finished; }
    /// The client cannot be written to any more.
    bool failed() const { return m_failed; }
    uint64_t bodyBytes() const { return m_bodyBytes; }  ///< of the current answer

protected:
    ResponseSink() = default;
    ResponseSink(const ResponseSink&) = delete;
    ResponseSink& operator=(const ResponseSink&) = delete;

    bool m_begun = false;
    bool m_finished = false;
    bool m_failed = false;
    uint64_t m_bodyBytes = 0;
};

}  // namespace sluice::listener
