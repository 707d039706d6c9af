#pragma once

#include <array>
#include <optional>
#include <span>

#include "base/clock.h"
#include "upstream/outcome.h"
#include "upstream/pool.h"

namespace sluice::gateway {

/// Decides whether an exchange is tried once more, and holds its place in the pool's retry budget.
/// On the exchange's worker.
class Retries {
public:
    /// More servers than that are never tried for one request.
    static constexpr size_t maxTries = 8;
    static constexpr size_t maxAsked = 2 * maxTries;

    Retries(upstream::Pool& pool, bool idempotent) : m_pool(pool), m_idempotent(idempotent) {}
    ~Retries();
    Retries(const Retries&) = delete;
    Retries& operator=(const Retries&) = delete;

    /// Servers that have been asked, by their index.
    std::span<const size_t> tried() const { return {m_tried.data(), m_count}; }
    void addTried(size_t server);
    /// Asked beside the last one: no try of its own, but not to be asked again.
    void addHedged(size_t server);
    /// Whether there was a try before the last one.
    bool isRetry() const { return m_tries > 1; }
    bool hasTried() const { return m_tries > 0; }

    /// Whether the request may be sent again after this try: the pool retries what happened, it is
    /// safe, and there is time and budget left. `options`: of the pool, as they are now.
    /// `status`: of the answer, 0 without one.
    /// `canRepeat`: the request's body can be sent from its beginning, and the client has had
    /// nothing of an answer.
    bool again(const upstream::RetryOptions& options, const upstream::Outcome<>& outcome,
               int status, bool canRepeat, TimePoint deadline);
    /// How long to wait before all servers may be asked anew, where again() says no; nothing: what
    /// happened is final. None of them took a connection, which costs them nothing, so this needs
    /// no budget.
    std::optional<Duration> waitForServers(const upstream::RetryOptions& options,
                                           const upstream::Outcome<>& outcome, bool canRepeat,
                                           TimePoint deadline);

private:
    static bool isWanted(const upstream::RetryOptions& options, const upstream::Outcome<>& outcome,
                         int status);
    bool isSafe(const upstream::Outcome<>& outcome) const;
    bool hasAnotherServer() const;
    bool mayComeBack(Duration tryFor, TimePoint now) const;
    void addAsked(size_t server);

    upstream::Pool& m_pool;
    const bool m_idempotent;
    std::array<size_t, maxAsked> m_tried{};
    size_t m_count = 0;
    size_t m_tries = 0;
    bool m_underWay = false;
    unsigned m_rounds = 0;
    TimePoint m_refusedSince{};
};

}  // namespace sluice::gateway
