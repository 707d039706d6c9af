#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/hash.h"
#include "cache/wall_time.h"

namespace sluice::cache {

/// Which URLs were invalidated with all that lies below them, as by the DELETE or MOVE of a WebDAV
/// collection, and when. Nothing is looked for: what is found later is gone if it was requested
/// before. A fixed table in which branches that share a place share the later time: to take one for
/// the other costs no more than a request. Any thread.
class CutBranches {
public:
    /// `branch`: a key up to a "/" of its path, that included.
    void cut(std::string_view branch, WallTime now) {
        raise(m_times[hashOf(branch) % places], millisecondsOf(now));
        raise(m_latest, millisecondsOf(now));
    }
    /// Whether the key lies on a branch that was cut since then. Costs one look at a number where
    /// none was.
    bool isCut(std::string_view key, WallTime requested) const {
        return millisecondsOf(requested) <= m_latest.load() && liesOnCut(key, requested);
    }

private:
    static constexpr size_t places = 8 * 1024;
    /// What lies deeper counts as cut by any, so that no path makes this long.
    static constexpr size_t mostLevels = 32;

    static int64_t millisecondsOf(WallTime time) { return time.time_since_epoch().count(); }
    static void raise(std::atomic<int64_t>& time, int64_t to) {
        int64_t before = time.load();
        while (before < to && !time.compare_exchange_weak(before, to)) {
        }
    }
    bool liesOnCut(std::string_view key, WallTime requested) const;

    std::array<std::atomic<int64_t>, places> m_times{};  // ms; 0: never
    std::atomic<int64_t> m_latest = -1;
};

}  // namespace sluice::cache
