#include "gateway/retries.h"

#include <algorithm>
#include <utility>

#include "event/socket.h"

namespace sluice::gateway {

using Kind = upstream::Failure::Kind;

namespace {

/// Between rounds over all servers: doubled each time, up to 400 ms.
constexpr std::chrono::milliseconds firstPause{50};
constexpr unsigned mostDoublings = 3;

}  // namespace

Retries::~Retries() {
    if (m_underWay) m_pool.retryBudget.end();
}

void Retries::addTried(size_t server) {
    ++m_tries;
    addAsked(server);
}

void Retries::addHedged(size_t server) {
    addAsked(server);
}

void Retries::addAsked(size_t server) {
    if (m_count < m_tried.size()) m_tried[m_count++] = server;
}

bool Retries::again(const upstream::RetryOptions& options, const upstream::Outcome<>& outcome,
                    int status, bool canRepeat, TimePoint deadline) {
    if (std::exchange(m_underWay, false)) m_pool.retryBudget.end();
    const size_t most = std::min<size_t>(options.attempts + 1, maxTries);
    if (m_tries >= most || !canRepeat) return false;
    if (!isWanted(options, outcome, status) || !isSafe(outcome) || !hasAnotherServer())
        return false;
    if (Clock::now() >= deadline) return false;
    m_underWay = m_pool.retryBudget.begin();
    return m_underWay;
}

std::optional<Duration> Retries::waitForServers(const upstream::RetryOptions& options,
                                                const upstream::Outcome<>& outcome, bool canRepeat,
                                                TimePoint deadline) {
    const bool refused = !outcome && outcome.error().kind == Kind::connect &&
                         outcome.error().blamesServer() && isSafe(outcome);
    if (!refused || !canRepeat || options.attempts == 0 || !options.onConnectFailure) return {};
    const TimePoint now = Clock::now();
    if (m_rounds == 0) m_refusedSince = now;
    const Duration pause = firstPause * (1U << std::min(m_rounds, mostDoublings));
    const TimePoint end = event::deadlineAfter(m_refusedSince, options.tryFor);
    if (now + pause >= std::min(end, deadline) || !mayComeBack(options.tryFor, now)) return {};
    ++m_rounds;
    m_count = 0;
    m_tries = 1;  // what follows is a retry, whatever the number of tries before
    return pause;
}

bool Retries::mayComeBack(Duration tryFor, TimePoint now) const {
    const Duration patience = std::max<Duration>(tryFor, upstream::RetryOptions::givenUpAfter);
    return std::any_of(m_pool.servers.begin(), m_pool.servers.end(), [&](const auto& server) {
        const bool given = tryFor > Duration::zero() && server->failing() &&
                           now - server->failingSince() >= patience;
        return server->eligible() && !given;
    });
}

bool Retries::isWanted(const upstream::RetryOptions& options, const upstream::Outcome<>& outcome,
                       int status) {
    if (outcome) {
        const auto& statuses = options.statuses;
        return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
    }
    switch (outcome.error().kind) {
        case Kind::resolve:
        case Kind::connect:
        case Kind::connectTimeout:
        case Kind::tls:
        case Kind::exhausted:
            return options.onConnectFailure;
        case Kind::reset:
            return options.onReset;
        case Kind::readTimeout:
        case Kind::writeTimeout:
            return options.onTimeout;
        default:
            return false;
    }
}

/// RFC 9110 section 9.2.2: what may have been acted on is repeated only if that changes nothing.
bool Retries::isSafe(const upstream::Outcome<>& outcome) const {
    return m_idempotent || (!outcome && outcome.error().sentNothing);
}

bool Retries::hasAnotherServer() const {
    const auto done = tried();
    for (size_t i = 0; i < m_pool.servers.size(); ++i) {
        const bool fresh = std::find(done.begin(), done.end(), i) == done.end();
        if (fresh && m_pool.servers[i]->eligible()) return true;
    }
    return false;
}

}  // namespace sluice::gateway
