#pragma once

#include <QTest>
#include <optional>
#include <vector>

#include "support/balanced_servers.h"
#include "upstream/balancing/balancer.h"

namespace sluice::test {

/// Choices, each with a key of its own, that pass over one server or none.
class Choices {
public:
    explicit Choices(std::optional<size_t> avoid = std::nullopt) : m_avoid(avoid) {}

    std::optional<size_t> next(upstream::Balancer& balancer, const upstream::ServerList& servers);
    /// How often each server is chosen; one entry more for "none".
    std::vector<size_t> count(upstream::Balancer& balancer, const upstream::ServerList& servers,
                              size_t choices);
    void avoid(size_t server) { m_avoid = server; }

private:
    std::optional<size_t> m_avoid;
    Random m_random{1};
};

/// How far a strategy's split may be from the expected one while nothing is in flight.
enum class Split {
    inTurn,   ///< never by more than a few requests
    byChance  ///< as far as chance goes
};

Split splitOf(upstream::Strategy strategy);

/// True when no server is farther from its share than the strategy allows: servers.size() requests,
/// or five standard deviations and a request.
bool isSplit(upstream::Strategy strategy, const std::vector<size_t>& counts,
             const std::vector<double>& shares, size_t choices);

/// A row for every strategy, which FETCH_STRATEGY() takes.
void everyStrategy();

}  // namespace sluice::test

#define FETCH_STRATEGY()                                                 \
    QFETCH(int, strategy);                                               \
    const auto kind = static_cast<sluice::upstream::Strategy>(strategy); \
    const sluice::upstream::Tuning tuning
