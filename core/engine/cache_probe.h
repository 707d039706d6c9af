#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/endpoint.h"
#include "base/result.h"
#include "cache/question.h"
#include "event/task.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::engine {

/// Sends one request at a time through the gateway itself, as a client would, to see what becomes
/// of its answer. Control thread.
class CacheProbe {
public:
    using Done = std::function<void(Result<http::ResponseHead> head)>;

    static constexpr Duration timeout = std::chrono::seconds(10);
    /// Of the answer; the rest is not waited for.
    static constexpr uint64_t mostBytes = 16 * 1024 * 1024;

    CacheProbe();
    ~CacheProbe();
    /// `gateway`: where it listens. Calls `done` later, once, or never if it is destroyed before.
    /// An error if one is under way.
    Result<> ask(const Endpoint& gateway, http::RequestHead request, Done done);

private:
    struct Run;

    std::unique_ptr<Run> m_run;  // null: none is under way
};

/// The GET that is asked about. `host`: of a URL that is a path alone. Fields that belong to a
/// connection or to the framing of a message are refused.
Result<http::RequestHead> probeRequest(const cache::Question& question, std::string_view host);

}  // namespace sluice::engine
