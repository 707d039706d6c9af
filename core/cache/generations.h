#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "cache/purge_pattern.h"

namespace sluice::cache {

/// The order in which what is stored was written over or purged, so that whoever did it has the
/// last word: what was asked for before is neither stored nor given to those who come after it.
/// Any thread.
///
/// URLs and tags share a table of fixed size: two in one place cost no more than a store. Of
/// prefixes and globs the last 256 different ones are known; what was asked for before those counts
/// as purged.
class Generations {
public:
    /// How much had been written over or purged.
    using Generation = uint64_t;
    static constexpr size_t places = 16 * 1024;
    static constexpr size_t mostPatterns = 256;

    /// To be read before what may be stored is looked for, or asked for.
    Generation now() const { return m_now.load(); }

    /// Before what is stored is removed.
    void advance(std::string_view url);
    void advance(const PurgePattern& pattern);

    /// Whether what is stored under the key, with these tags, was written over or purged since.
    bool hasChanged(Generation since, std::string_view key,
                    std::span<const std::string> tags = {}) const;

private:
    using Place = std::atomic<Generation>;
    struct Purge {
        Generation generation;
        PurgePattern pattern;
    };

    static size_t indexOf(std::string_view text);
    void mark(Place& place);
    void remember(const PurgePattern& pattern);
    bool matchesOne(Generation since, std::string_view key) const;

    std::atomic<Generation> m_now = 1;
    std::array<Place, places> m_places{};  // the last one for a URL, target or tag
    Place m_all = 0;                       // of everything
    Place m_pattern = 0;                   // of a prefix or glob
    mutable std::mutex m_mutex;            // guards what follows
    std::deque<Purge> m_patterns;          // oldest first
    Generation m_forgotten = 0;            // the youngest that is not among them any more
};

}  // namespace sluice::cache
