#pragma once

#include <optional>

#include "gateway/admission.h"
#include "gateway/attempt.h"
#include "gateway/replay_body.h"
#include "gateway/retries.h"
#include "http/problem.h"

namespace sluice::gateway {

/// Gets the answer to one request from the servers of its pool: waits for its turn, then tries one
/// server after another until an answer is good enough or may not be asked for again. Knows no
/// client: an exchange and the cache fetch alike. On one worker; destroying it cancels.
class Fetch {
public:
    /// Why there is no answer.
    struct Failure {
        enum class Cause : uint8_t {
            busy,      ///< the pool takes no more requests, or this machine has no room for them
            noServer,  ///< none may be chosen
            body,      ///< the request's own body could not be read to its end
            server,    ///< the last server that was tried
        };
        Cause cause = Cause::server;
        http::Problem problem;  ///< for the client
    };
    using Result = tl::expected<Attempt*, Failure>;

    /// `order` and what it names outlive the fetch. `body`: null for none.
    Fetch(const Attempt::Order& order, upstream::BodySource* body);
    ~Fetch();
    Fetch(const Fetch&) = delete;
    Fetch& operator=(const Fetch&) = delete;

    /// Until the head of the final answer, which the attempt has; its body is still to be read.
    event::Task<Result> run();
    /// The attempt that run() gave; null before.
    Attempt* answer() const { return m_answer; }
    /// Whether a server may have done what was asked, and has not said so.
    bool mayHaveActed() const;
    /// An answer that goes on for longer is taken for a stream.
    static constexpr std::chrono::seconds longAnswer{10};
    /// As is one whose client does not read for so long.
    static constexpr std::chrono::milliseconds slowReader{100};

    /// There is something else to answer with if no server takes a connection.
    void waitForNoServer() { m_waitsForServers = false; }
    /// The request's body has not come as a whole: if its client turns out to be slow, the pool
    /// takes others instead.
    void watchUpload();
    /// The answer may go on for ever, at once, after longAnswer, or after slowReader: the pool
    /// takes others instead.
    void becomeStream();
    void becomeStreamLater(TimePoint now);
    void becomeStreamIfUnread(TimePoint now);
    /// The server has given all of its answer, whatever the client still has to read.
    void complete();
    /// Counts it as over now: what follows, such as a tunnel, is not part of it.
    void release();

private:
    event::Task<upstream::Outcome<>> tryServers();
    event::Task<upstream::Outcome<>> raceOn(Retries& retries);
    std::optional<size_t> chooseSecond(const Retries& retries);
    void conclude(Attempt& winner);
    std::optional<size_t> chooseServer(const Retries& retries);
    upstream::BodySource* body() { return m_body ? &*m_body : nullptr; }
    const upstream::RetryOptions& retry() const;
    Duration hedgeDelay() const;
    void letLoserGo();
    static void answerIsLong(void* self);
    static void lookAtUpload(void* self);
    Failure failureOf(const upstream::Failure& failure) const;

    const Attempt::Order& m_order;
    const uint64_t m_hash;
    upstream::AnswerDeadline m_deadline;  // of the route, for all tries together
    std::optional<ReplayBody> m_body;
    Admission m_admission;
    std::optional<Attempt> m_attempt;
    std::optional<Attempt> m_second;  // beside a slow first one
    Attempt* m_answer = nullptr;      // whichever of them the client gets
    bool m_unanswered = false;        // of those before
    bool m_waitsForServers = true;
    std::optional<event::Timer> m_longAnswer;
    TimePoint m_longFrom{};  // when that is to fire
    std::optional<event::Timer> m_uploadWatch;
    uint64_t m_uploaded = 0;  // when it was looked at
};

}  // namespace sluice::gateway
