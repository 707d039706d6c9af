#include "engine/pool_pulse.h"

#include <algorithm>
#include <utility>

namespace sluice::engine {

namespace {

uint64_t sumOf(const upstream::Pool& pool, metrics::Counter upstream::PoolCell::*counter) {
    uint64_t sum = 0;
    for (const auto& cell : pool.cells)
        sum += ((*cell).*counter).value();
    return sum;
}

/// How long to wait for a server before a second one is asked; zero without a measurement.
Duration hedgeDelay(const upstream::Pool& pool, const upstream::HedgeOptions& options,
                    const metrics::Sampler& sampler) {
    if (!options.enabled || pool.servers.size() < 2) return Duration::zero();
    metrics::HistogramCounts recent;
    for (const auto& server : pool.servers)
        sampler.addRecentTo(recent, server->series());
    if (recent.total() == 0) return Duration::zero();
    const Duration usual(static_cast<int64_t>(recent.percentile(options.quantile)));
    return std::max(usual, options.minDelay);
}

std::string turnedAway(uint64_t overflows, uint64_t retries) {
    std::string text;
    if (overflows > 0) text = std::to_string(overflows) + " requests";
    if (overflows > 0 && retries > 0) text += " and ";
    if (retries > 0) text += std::to_string(retries) + " retries";
    return text + " turned away in a second";
}

}  // namespace

void PoolPulse::beat(const gateway::Configuration& configuration, const metrics::Sampler& sampler,
                     EventLog& events) {
    std::erase_if(m_past, [](const auto& entry) { return entry.second.pool.expired(); });
    for (size_t i = 0; i < configuration.pools.size(); ++i) {
        const auto& pool = configuration.pools[i];
        Past& past = m_past.try_emplace(pool.get(), Past{.pool = pool}).first->second;
        beat(*pool, configuration.resilience[i]->hedge, past, sampler, events);
    }
}

void PoolPulse::beat(upstream::Pool& pool, const upstream::HedgeOptions& hedge, Past& past,
                     const metrics::Sampler& sampler, EventLog& events) {
    const auto since = [](uint64_t& last, uint64_t now) { return now - std::exchange(last, now); };
    const uint64_t requests = since(past.requests, sumOf(pool, &upstream::PoolCell::requests));
    pool.retryBudget.tick(requests);
    const double hedges = hedge.maxShare * static_cast<double>(requests);
    pool.hedgeBudget.set(hedgeDelay(pool, hedge, sampler), static_cast<int64_t>(hedges));

    const uint64_t overflows = since(past.overflows, sumOf(pool, &upstream::PoolCell::overflows));
    const uint64_t retries = since(past.refusedRetries, pool.retryBudget.refused());
    const bool open = overflows + retries > 0;
    if (std::exchange(past.open, open) == open) return;
    events.add("breaker", pool.options.name,
               open ? "open: " + turnedAway(overflows, retries) : "closed");
}

bool PoolPulse::isOpen(const upstream::Pool& pool) const {
    const auto past = m_past.find(&pool);
    return past != m_past.end() && past->second.open;
}

}  // namespace sluice::engine
