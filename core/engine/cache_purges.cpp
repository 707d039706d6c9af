#include "engine/cache_purges.h"

#include <utility>

namespace sluice::engine {

using cache::PurgePattern;

void CachePurges::purge(std::shared_ptr<cache::Store> store, PurgePattern pattern, Done done) {
    if (pattern.isOneKey()) return done(store->purge(pattern));
    m_store = std::move(store);  // another one has replaced those before: nobody reads them
    if (isFull()) {
        m_patterns.back() = PurgePattern::all();
        return;
    }
    m_patterns.push_back(std::move(pattern));
    m_dones.push_back(std::move(done));
    next();
}

void CachePurges::next() {
    if (m_run.isBusy() || m_patterns.empty()) return;
    const auto purged = std::make_shared<std::vector<uint64_t>>();
    m_run.add([store = m_store, patterns = std::exchange(m_patterns, {}),
               purged](const std::stop_token& stop) { *purged = store->purge(patterns, stop); },
              [this, dones = std::exchange(m_dones, {}), purged] {
                  next();
                  for (size_t i = 0; i < dones.size(); ++i)
                      dones[i]((*purged)[i]);
              });
}

}  // namespace sluice::engine
