#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "base/hash.h"

namespace sluice::cache {

/// Keys whose last answer could not be stored: requests for them do not wait for each other, and
/// one a second looks whether that has changed. A fixed table in which a new mark takes the place
/// of an old one: to lose a mark, or to see that of another key, costs no more than a wait. Any
/// thread.
class PassMarks {
public:
    static constexpr Duration lifetime = std::chrono::minutes(1);

    void add(std::string_view key, TimePoint now) {
        const uint64_t hash = hashOf(key);
        slotOf(hash).store(tagOf(hash) | secondOf(now + lifetime), std::memory_order_relaxed);
    }
    void remove(std::string_view key) {
        const uint64_t hash = hashOf(key);
        auto& slot = slotOf(hash);
        if ((slot.load(std::memory_order_relaxed) & tagMask) == tagOf(hash)) slot.store(0);
    }
    /// For one of those that have the mark, once a second: whether it is to look. The mark then
    /// counts from now on.
    bool takesTurn(std::string_view key, TimePoint now) {
        const uint64_t hash = hashOf(key);
        const uint64_t renewed = tagOf(hash) | secondOf(now + lifetime);
        uint64_t mark = slotOf(hash).load(std::memory_order_relaxed);
        return (mark & tagMask) == tagOf(hash) && mark < renewed &&
               slotOf(hash).compare_exchange_strong(mark, renewed, std::memory_order_relaxed);
    }
    /// For rules that have changed: what was not stored may be now.
    void clear() {
        for (auto& slot : m_slots)
            slot.store(0, std::memory_order_relaxed);
    }
    bool has(std::string_view key, TimePoint now) const {
        const uint64_t hash = hashOf(key);
        const uint64_t mark = m_slots[hash % slots].load(std::memory_order_relaxed);
        return (mark & tagMask) == tagOf(hash) && (mark & ~tagMask) > secondOf(now);
    }

private:
    static constexpr size_t slots = 16 * 1024;
    static constexpr uint64_t tagMask = ~uint64_t{0xffffffff};

    static uint64_t tagOf(uint64_t hash) { return hash & tagMask; }
    static uint64_t secondOf(TimePoint time) {
        const auto since = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
        return static_cast<uint64_t>(since.count()) & ~tagMask;
    }
    std::atomic<uint64_t>& slotOf(uint64_t hash) { return m_slots[hash % slots]; }

    std::array<std::atomic<uint64_t>, slots> m_slots{};
};

}  // namespace sluice::cache
