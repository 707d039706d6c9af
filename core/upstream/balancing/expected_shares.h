#pragma once

#include <vector>

#include "upstream/balancing/arrivals.h"
#include "upstream/server.h"
#include "upstream/tuning.h"

namespace sluice::upstream {

/// What the claims of a pool's servers depend on besides themselves.
struct Circumstances {
    const Tuning& tuning;
    double fastest_ms;  ///< assumed of servers that are not measured yet
    TimePoint now;
};

/// What a server's share is proportional to, apart from what the other servers do.
using Claim = double (*)(const Server&, const Circumstances&);

double equalClaim(const Server& server, const Circumstances& now);
double weightClaim(const Server& server, const Circumstances& now);
double scoreClaim(const Server& server, const Circumstances& now);
/// Equal requests in flight for the weight: by Little's law, throughput = in flight ÷ latency.
double leastConnectionsClaim(const Server& server, const Circumstances& now);
/// Equal latency × in flight for the weight: what is in flight is as weight ÷ latency already, and
/// throughput is that ÷ latency.
double leastResponseTimeClaim(const Server& server, const Circumstances& now);
double peakEwmaClaim(const Server& server, const Circumstances& now);

/// What a request costs at a server that has none in flight; that what is known of it fades while
/// it is idle is left out.
double latencyCost(const Server& server, const Circumstances& now);

/// The servers' shares, in proportion to their claims.
std::vector<double> sharesByClaim(const ServerList& servers, const Tuning& tuning, Claim claim);
/// The shares where two servers are drawn by weight and compete by claim: each pair's part of the
/// requests goes to both in proportion to claim ÷ weight and to how often each is drawn first.
std::vector<double> sharesByPairs(const ServerList& servers, const Tuning& tuning, Claim claim);
/// The shares of an idle pool in the long run: the one that costs least gets all, or those by
/// weight that cost the same but for chance.
std::vector<double> sharesByCost(const ServerList& servers, const Tuning& tuning, Claim cost);
/// Likewise of two that are drawn by weight; of those that cost the same the first one drawn.
std::vector<double> sharesByCheaperOfPairs(const ServerList& servers, const Tuning& tuning,
                                           Claim cost);
/// Between those of an idle pool and of a busy one.
std::vector<double> sharesByLoad(const std::vector<double>& idle, const std::vector<double>& busy,
                                 double inFlight);
/// Of consistent-hash, by the keys that came; by weight if none is known.
std::vector<double> sharesByKeys(const ServerList& servers, const Tuning& tuning,
                                 const Arrivals& arrivals);

}  // namespace sluice::upstream
