#include "upstream/balancing/expected_shares.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "upstream/balancing/consistent_hash.h"
#include "upstream/balancing/score.h"

namespace sluice::upstream {

namespace {

double fastestLatency_ms(const ServerList& servers) {
    double fastest_ms = 0;
    for (const auto& server : servers) {
        const double average_ms = server->statistics().averageLatency_ms();
        if (!(average_ms > 0) || !server->eligible()) continue;
        if (fastest_ms == 0 || average_ms < fastest_ms) fastest_ms = average_ms;
    }
    return fastest_ms > 0 ? fastest_ms : 1;
}

std::vector<double> claimsOf(const ServerList& servers, const Tuning& tuning, Claim claim) {
    const Circumstances circumstances{tuning, fastestLatency_ms(servers), Clock::now()};
    std::vector<double> claims;
    for (const auto& server : servers)
        claims.push_back(claim(*server, circumstances));
    return claims;
}

double sumOf(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

std::vector<double> normalized(std::vector<double> shares) {
    const double total = sumOf(shares);
    for (double& share : shares)
        share = total > 0 ? share / total : 0;
    return shares;
}

/// Half of the way from an idle pool to a busy one, in requests in flight. By simulation it is
/// nothing where clients wait for their answers, and 1 where requests come at random; between the
/// two, the shares are right to some hundredths for both.
constexpr double halfBusy = 0.5;

/// How likely `i` is drawn first and `j` second, but for ÷ the sum of all weights.
class Pairs {
public:
    explicit Pairs(const std::vector<double>& weights)
        : m_weights(weights), m_total(sumOf(weights)) {}
    double drawn(size_t i, size_t j) const {
        return m_weights[i] * m_weights[j] / std::max(m_total - m_weights[i], m_weights[j]);
    }

private:
    const std::vector<double>& m_weights;
    const double m_total;
};

double measuredOr(double latency_ms, double otherwise_ms) {
    return latency_ms > 0 ? latency_ms : otherwise_ms;
}

/// By how much an average may be off by chance. If latencies scatter by s, their moving average
/// does by s × sqrt(alpha / (2 - alpha)), a quarter, and the slowest of late is some s above it.
/// One that is far above is no chance.
double chance_ms(const Server& server, const Circumstances& now) {
    const ServerStatistics& known = server.statistics();
    const double average_ms = known.averageLatency_ms();
    return std::clamp(known.peakLatency_ms(now.now) - average_ms, 0.0, average_ms) / 4;
}

/// Compares what requests cost at servers that have none in flight.
class Costs {
public:
    Costs(const ServerList& servers, const Tuning& tuning, Claim cost)
        : m_costs(claimsOf(servers, tuning, cost)),
          m_chances_ms(claimsOf(servers, tuning, chance_ms)) {}

    /// By more than chance: of two that are about as fast now the one is the cheaper, now the
    /// other.
    bool isCheaper(size_t i, size_t j) const {
        return m_costs[i] + std::max(m_chances_ms[i], m_chances_ms[j]) < m_costs[j];
    }

private:
    const std::vector<double> m_costs;
    const std::vector<double> m_chances_ms;
};

}  // namespace

double equalClaim(const Server& server, const Circumstances&) {
    return server.eligible() ? server.ramp() : 0;
}

double weightClaim(const Server& server, const Circumstances&) {
    return server.effectiveWeight();
}

double scoreClaim(const Server& server, const Circumstances& now) {
    return server.effectiveWeight() * scoreOf(server, now.tuning.scoreScale_ms).total();
}

double leastConnectionsClaim(const Server& server, const Circumstances& now) {
    return server.effectiveWeight() /
           measuredOr(server.statistics().averageLatency_ms(), now.fastest_ms);
}

double leastResponseTimeClaim(const Server& server, const Circumstances& now) {
    return leastConnectionsClaim(server, now) /
           measuredOr(server.statistics().fadingLatency_ms(now.now), now.fastest_ms);
}

double peakEwmaClaim(const Server& server, const Circumstances& now) {
    return leastConnectionsClaim(server, now) /
           measuredOr(server.statistics().peakLatency_ms(now.now), now.fastest_ms);
}

double latencyCost(const Server& server, const Circumstances& now) {
    return measuredOr(server.statistics().averageLatency_ms(), now.fastest_ms);
}

std::vector<double> sharesByClaim(const ServerList& servers, const Tuning& tuning, Claim claim) {
    return normalized(claimsOf(servers, tuning, claim));
}

std::vector<double> sharesByPairs(const ServerList& servers, const Tuning& tuning, Claim claim) {
    const std::vector<double> weights = claimsOf(servers, tuning, weightClaim);
    const std::vector<double> claims = claimsOf(servers, tuning, claim);
    const Pairs pairs(weights);
    std::vector<double> shares(servers.size());
    for (size_t i = 0; i < servers.size(); ++i) {
        for (size_t j = i + 1; j < servers.size(); ++j) {
            if (!(claims[i] > 0 && claims[j] > 0)) continue;
            const double first = pairs.drawn(i, j) * claims[i] / weights[i];
            const double second = pairs.drawn(j, i) * claims[j] / weights[j];
            const double part = (pairs.drawn(i, j) + pairs.drawn(j, i)) / (first + second);
            shares[i] += part * first;
            shares[j] += part * second;
        }
    }
    return normalized(sumOf(shares) > 0 ? shares : weights);
}

std::vector<double> sharesByCost(const ServerList& servers, const Tuning& tuning, Claim cost) {
    const std::vector<double> weights = claimsOf(servers, tuning, weightClaim);
    const Costs costs(servers, tuning, cost);
    std::vector<double> shares = weights;
    for (size_t i = 0; i < weights.size(); ++i) {
        for (size_t j = 0; j < weights.size(); ++j)
            if (weights[j] > 0 && costs.isCheaper(j, i)) shares[i] = 0;
    }
    return normalized(std::move(shares));
}

std::vector<double> sharesByCheaperOfPairs(const ServerList& servers, const Tuning& tuning,
                                           Claim cost) {
    const std::vector<double> weights = claimsOf(servers, tuning, weightClaim);
    const Costs costs(servers, tuning, cost);
    const Pairs pairs(weights);
    std::vector<double> shares(servers.size());
    for (size_t i = 0; i < servers.size(); ++i) {
        for (size_t j = 0; j < servers.size(); ++j) {
            if (i == j || !(weights[i] > 0 && weights[j] > 0)) continue;
            shares[costs.isCheaper(j, i) ? j : i] += pairs.drawn(i, j);
        }
    }
    return normalized(sumOf(shares) > 0 ? shares : weights);
}

std::vector<double> sharesByLoad(const std::vector<double>& idle, const std::vector<double>& busy,
                                 double inFlight) {
    if (std::isinf(inFlight)) return busy;
    const double part = inFlight / (inFlight + halfBusy);
    std::vector<double> shares;
    for (size_t i = 0; i < idle.size(); ++i)
        shares.push_back((1 - part) * idle[i] + part * busy[i]);
    return shares;
}

std::vector<double> sharesByKeys(const ServerList& servers, const Tuning& tuning,
                                 const Arrivals& arrivals) {
    std::map<uint64_t, double> requests;
    for (const uint64_t hash : arrivals.hashes)
        requests[hash] += 1;
    ConsistentHash balancer(servers, 0, tuning);
    std::vector<double> shares(servers.size());
    for (const auto& [hash, count] : requests)
        if (const auto index = balancer.choose(servers, {hash, {}, {}})) shares[*index] += count;
    if (requests.empty()) return sharesByClaim(servers, tuning, weightClaim);
    return normalized(std::move(shares));
}

}  // namespace sluice::upstream
