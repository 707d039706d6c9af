#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/endpoint.h"
#include "base/result.h"

namespace sluice::loadtest {

/// One of the requests of a scenario, drawn in proportion to its weight.
struct RequestOptions {
    std::string method = "GET";
    std::string target = "/";                                 ///< path and query
    std::vector<std::pair<std::string, std::string>> fields;  ///< override those sent by default
    std::string body;
    double weight = 1;  ///< above 0 to 1,000,000
};

/// A piece of an open loop: the rate goes from `from_per_s` to `to_per_s` in a straight line.
struct Stage {
    Duration duration{};
    double from_per_s = 0;
    double to_per_s = 0;
};

/// One load on one target. Closed loop without stages: `inFlight` requests at any time, until
/// `count` of them are done or `duration` has passed. Open loop with stages: requests come when the
/// stages say, whatever the target does; `inFlight` bounds the connections.
struct Scenario {
    std::string name;
    ServerUrl target;
    std::vector<RequestOptions> requests{RequestOptions{}};
    size_t inFlight = 10;
    uint64_t count = 0;   ///< 0: no limit
    Duration duration{};  ///< 0: no limit, of a closed loop
    std::vector<Stage> stages;
    Duration warmUp{};                            ///< before the measurement, with the same load
    Duration timeout = std::chrono::seconds(10);  ///< of one request, with its connecting
    bool keepAlive = true;
    int threads = 1;
    int successBelow = 400;  ///< answers with a status of 200 or more, below this, have succeeded

    bool isOpen() const { return !stages.empty(); }
};

/// Scenarios that run one after another.
struct Plan {
    std::vector<Scenario> scenarios;
};

/// What a scenario may ask for at most.
struct Limits {
    static constexpr size_t inFlight = 10'000;
    static constexpr size_t openInFlight = 1'000;  ///< of an open loop that names none
    static constexpr uint64_t count = 1'000'000'000;
    static constexpr double rate_per_s = 1'000'000;
    static constexpr Duration duration = std::chrono::hours(24);
    static constexpr int threads = 64;
    static constexpr size_t scenarios = 100;
    static constexpr size_t requests = 1'000;
    static constexpr size_t stages = 100;
};

/// Whether a request can be sent as it is: method, target, fields and weight.
Result<> check(const RequestOptions& request);
/// "10 in flight, 100 requests", for people.
std::string describe(const Scenario& scenario);
/// Whether a scenario can be run: its target, its limits, and an end.
Result<> check(const Scenario& scenario);

}  // namespace sluice::loadtest
