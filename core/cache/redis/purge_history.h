#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cache/purge_pattern.h"
#include "cache/redis/reply.h"
#include "cache/wall_time.h"

namespace sluice::cache::redis {

/// The purges that Redis knows of, so that none needs to look for what it concerns: each value has
/// the number of purges that there had been when it was asked for, its epoch, and is gone if a
/// later one matches it. Redis has their number and the last 256; values older than those are gone
/// too. A number begins at the time in ms, so that one that was lost and begins anew is above all
/// that there ever were. Belongs to one worker.
class PurgeHistory {
public:
    static constexpr size_t capacity = 256;

    /// What was the number before and after the list was read is the number that fits it. Whether
    /// it was the same; nothing changes if not.
    bool learn(uint64_t before, const std::vector<std::string>& list, uint64_t after);
    bool knows(uint64_t number) const { return m_number == number; }

    /// Of a response that was requested then: how much of the history it can know. 0, which is gone
    /// at once, if that is unknown.
    uint64_t epochOf(WallTime requested) const;
    bool isGone(uint64_t epoch, std::string_view key, std::span<const std::string> tags) const;

private:
    struct Since {
        WallTime learned;
        uint64_t number;
    };

    std::optional<uint64_t> m_number;
    std::vector<std::optional<PurgePattern>> m_last;  // oldest first; nothing: unreadable, so all
    std::deque<Since> m_numbers;                      // newest last
};

}  // namespace sluice::cache::redis
