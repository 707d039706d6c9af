#include "upstream/balancing/expected_shares.h"

#include <algorithm>
#include <numeric>

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

double measuredOr(double latency_ms, double otherwise_ms) {
    return latency_ms > 0 ? latency_ms : otherwise_ms;
}

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

std::vector<double> sharesByClaim(const ServerList& servers, const Tuning& tuning, Claim claim) {
    return normalized(claimsOf(servers, tuning, claim));
}

std::vector<double> sharesByPairs(const ServerList& servers, const Tuning& tuning, Claim claim) {
    const std::vector<double> weights = claimsOf(servers, tuning, weightClaim);
    const std::vector<double> claims = claimsOf(servers, tuning, claim);
    const double total = sumOf(weights);
    // How likely i is drawn first and j second, but for ÷ total.
    const auto drawn = [&](size_t i, size_t j) {
        return weights[i] * weights[j] / std::max(total - weights[i], weights[j]);
    };
    std::vector<double> shares(servers.size());
    for (size_t i = 0; i < servers.size(); ++i) {
        for (size_t j = i + 1; j < servers.size(); ++j) {
            if (!(claims[i] > 0 && claims[j] > 0)) continue;
            const double first = drawn(i, j) * claims[i] / weights[i];
            const double second = drawn(j, i) * claims[j] / weights[j];
            const double part = (drawn(i, j) + drawn(j, i)) / (first + second);
            shares[i] += part * first;
            shares[j] += part * second;
        }
    }
    return normalized(sumOf(shares) > 0 ? shares : weights);
}

}  // namespace sluice::upstream
