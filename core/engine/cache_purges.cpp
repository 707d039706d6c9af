#include "engine/cache_purges.h"

#include <utility>

namespace sluice::engine {

using cache::PurgePattern;

void CachePurges::purge(std::shared_ptr<cache::Store> store, PurgePattern pattern, Done done) {
    if (pattern.isOneKey()) return done(store->purge(pattern));
    if (isFull()) {
        m_waiting.back().pattern = PurgePattern::all();
        return;
    }
    m_waiting.push_back({std::move(store), std::move(pattern), std::move(done)});
    next();
}

void CachePurges::next() {
    if (m_run.isBusy() || m_waiting.empty()) return;
    const auto purge = std::make_shared<const Purge>(std::move(m_waiting.front()));
    m_waiting.pop_front();
    const auto purged = std::make_shared<uint64_t>(0);
    m_run.start(
        [purge, purged](const std::stop_token& stop) {
            *purged = purge->store->purge(purge->pattern, stop);
        },
        [this, purge, purged] {
            next();
            purge->done(*purged);
        });
}

}  // namespace sluice::engine
