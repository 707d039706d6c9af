#pragma once

#include <atomic>

#include "cache/memory/entry_queue.h"
#include "cache/memory/ghosts.h"

namespace sluice::cache {

/// Which entry goes when room is needed: S3-FIFO (Yang et al., "FIFO queues are all you need for
/// cache eviction", SOSP 2023). New entries wait in a small queue, a tenth of the bytes: what was
/// not asked for twice while it was there goes, so that a scan pushes nothing out of the main
/// queue. Evicted keys are remembered for a while, and come back into the main queue.
///
/// Hits move nothing, and so need no lock; all else is for one thread at a time.
class S3Fifo {
public:
    void inserted(Entry& entry);
    /// Any thread. Two at once may count as one.
    static void touched(Entry& entry) {
        const uint8_t before = entry.frequency.load(std::memory_order_relaxed);
        if (before < mostFrequency) entry.frequency.store(before + 1, std::memory_order_relaxed);
    }
    void resized(const Entry& entry, uint64_t before);
    /// For an entry that goes for another reason.
    void removed(Entry& entry);
    /// Takes the entry that is to go out of the queues; null if there is none but `spared`.
    Entry* evict(const Entry* spared = nullptr);

    uint64_t bytes() const { return m_small.bytes() + m_main.bytes(); }
    size_t count() const { return m_count; }

private:
    static constexpr uint8_t mostFrequency = 3;

    Entry* evictFromSmall(const Entry* spared);
    Entry* evictFromMain(const Entry* spared);
    EntryQueue& queueOf(const Entry& entry) {
        return entry.queue == Entry::Queue::small ? m_small : m_main;
    }
    void put(Entry& entry, Entry::Queue queue);
    void again(Entry& entry, Entry::Queue queue);

    EntryQueue m_small;
    EntryQueue m_main;
    size_t m_count = 0;
    Ghosts m_ghosts;
};

}  // namespace sluice::cache
