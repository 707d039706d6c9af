#include "engine/cache_purges.h"

#include <utility>

namespace sluice::engine {

using cache::PurgePattern;

void CachePurges::purge(std::shared_ptr<cache::Store> store, PurgePattern pattern, Done done) {
    if (pattern.isOneKey()) return done(store->purge(pattern));
    if (isFull()) {
        *m_last = PurgePattern::all();
        return;
    }
    m_last = std::make_shared<PurgePattern>(std::move(pattern));
    const auto purged = std::make_shared<uint64_t>(0);
    m_run.add([store = std::move(store), what = m_last,
               purged](const std::stop_token& stop) { *purged = store->purge(*what, stop); },
              [purged, done = std::move(done)] { done(*purged); });
}

}  // namespace sluice::engine
