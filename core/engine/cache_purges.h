#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "cache/purge_pattern.h"
#include "cache/store.h"
#include "engine/background_run.h"

namespace sluice::engine {

/// Purges the cache's memory: one key at once; what has to look at all entries, which takes seconds
/// for a million, on a thread of its own, all that wait in one go. Members are for the control
/// thread.
class CachePurges {
public:
    /// How many entries are gone.
    using Done = std::function<void(uint64_t purged)>;
    static constexpr size_t mostWaiting = 256;

    bool isFull() const { return m_patterns.size() >= mostWaiting; }
    /// `done` is called once: at once for one key, else from the event loop, and not any more once
    /// this is destroyed. When it is full, the last purge that waits becomes one of all, so that
    /// nothing is forgotten, and `done` is not called.
    void purge(std::shared_ptr<cache::Store> store, cache::PurgePattern pattern, Done done);

private:
    void next();

    std::shared_ptr<cache::Store> m_store;
    std::vector<cache::PurgePattern> m_patterns;  // that wait
    std::vector<Done> m_dones;                    // of each
    BackgroundRun m_run{"sluice-purges"};
};

}  // namespace sluice::engine
