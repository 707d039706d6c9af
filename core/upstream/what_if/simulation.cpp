#include "upstream/what_if/simulation.h"

namespace sluice::upstream {

ServerList copyOf(const ServerList& servers) {
    ServerList copies;
    for (const auto& server : servers) {
        ServerOptions options{.name = server->name(),
                              .url = server->url(),
                              .weight = server->weight(),
                              .duty = server->duty()};
        copies.push_back(std::make_shared<Server>(std::move(options), nullptr));
        if (server->condition() != Condition::healthy)
            copies.back()->setOut(server->condition(), server->reason(), server->outUntil());
        copies.back()->setRamp(server->ramp());
        copies.back()->setTrustedAnyway(server->trustedAnyway());
    }
    return copies;
}

Simulation::Simulation(Strategy strategy, const ServerList& servers, const ServiceTimes& times,
                       const Tuning& tuning)
    : m_servers(copyOf(servers)),
      m_times(times),
      m_balancer(makeBalancer(strategy, m_servers, 0, tuning)),
      m_tally(servers.size()) {}

Tally Simulation::run(const std::vector<Try>& arrivals, const std::stop_token& stop) {
    for (const Try& arrival : arrivals) {
        if (stop.stop_requested()) break;
        endUntil(arrival.start);
        begin(arrival);
    }
    return std::move(m_tally);
}

void Simulation::begin(const Try& arrival) {
    const Selection selection{.hash = arrival.hash, .avoid = {}, .now = arrival.start};
    const auto index = m_balancer->choose(m_servers, selection);
    if (!index) {
        m_tally.addRefused();
        return;
    }
    Server& server = *m_servers[*index];
    const auto& sample = m_times.draw(*index, arrival.start, server.inFlight(), m_random);
    server.requestStarted();
    m_tally.add(*index, sample.service, sample.ending);
    m_underWay.push({arrival.start + sample.service, *index, sample.service, sample.ending});
}

void Simulation::endUntil(TimePoint time) {
    while (!m_underWay.empty() && m_underWay.top().end <= time) {
        end(m_underWay.top());
        m_underWay.pop();
    }
}

/// The balancer learns of it as it would from a server: see gateway::Attempt.
void Simulation::end(const UnderWay& ended) {
    Server& server = *m_servers[ended.server];
    server.requestEnded();
    ServerStatistics& statistics = server.statistics();
    switch (ended.ending) {
        case Ending::success:
            return statistics.recordAnswer(ended.service, 200, ended.end);
        case Ending::serverError:
            return statistics.recordAnswer(ended.service, 500, ended.end);
        case Ending::failure:
            return statistics.recordFailure("failure", {}, ended.end);
        case Ending::timeout:
            return statistics.recordFailure("timeout", ended.service, ended.end);
    }
}

}  // namespace sluice::upstream
