#pragma once

#include <array>
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

    Retries(upstream::Pool& pool, bool idempotent) : m_pool(pool), m_idempotent(idempotent) {}
    ~Retries();
    Retries(const Retries&) = delete;
    Retries& operator=(const Retries&) = delete;

    /// Servers that have been tried, by their index.
    std::span<const size_t> tried() const { return {m_tried.data(), m_count}; }
    void addTried(size_t server);

    /// Whether the request may be sent again after this try: the pool retries what happened, it is
    /// safe, and there is time and budget left. `status`: of the answer, 0 without one.
    /// `bodyIsThere`: the request's body can be sent from its beginning.
    bool again(const upstream::Outcome<>& outcome, int status, bool bodyIsThere,
               TimePoint deadline);

private:
    bool isWanted(const upstream::Outcome<>& outcome, int status) const;
    bool isSafe(const upstream::Outcome<>& outcome) const;
    bool hasAnotherServer() const;

    upstream::Pool& m_pool;
    const bool m_idempotent;
    std::array<size_t, maxTries> m_tried{};
    size_t m_count = 0;
    bool m_underWay = false;
};

}  // namespace sluice::gateway
