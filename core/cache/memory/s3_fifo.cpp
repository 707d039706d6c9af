#include "cache/memory/s3_fifo.h"

namespace sluice::cache {

namespace {

/// A cache of few, large entries remembers a little more than it holds.
constexpr size_t leastGhosts = 16;

uint8_t frequencyOf(const Entry& entry) {
    return entry.frequency.load(std::memory_order_relaxed);
}

}  // namespace

void S3Fifo::inserted(Entry& entry) {
    ++m_count;
    entry.frequency.store(0, std::memory_order_relaxed);
    put(entry, m_ghosts.take(entry.hash) ? Entry::Queue::main : Entry::Queue::small);
}

void S3Fifo::put(Entry& entry, Entry::Queue queue) {
    entry.queue = queue;
    queueOf(entry).push(entry);
}

void S3Fifo::again(Entry& entry, Entry::Queue queue) {
    queueOf(entry).remove(entry);
    put(entry, queue);
}

void S3Fifo::resized(const Entry& entry, uint64_t before) {
    queueOf(entry).resized(before, entry.bytes);
}

void S3Fifo::removed(Entry& entry) {
    queueOf(entry).remove(entry);
    entry.queue = Entry::Queue::none;
    --m_count;
}

Entry* S3Fifo::evict(const Entry* spared) {
    if (m_small.bytes() * 10 > bytes()) {
        if (Entry* victim = evictFromSmall(spared)) return victim;
    }
    if (Entry* victim = evictFromMain(spared)) return victim;
    return evictFromSmall(spared);
}

/// Those that were asked for twice move to the main queue on the way.
Entry* S3Fifo::evictFromSmall(const Entry* spared) {
    while (Entry* oldest = m_small.oldest()) {
        if (frequencyOf(*oldest) > 1) {
            again(*oldest, Entry::Queue::main);
            oldest->frequency.store(0, std::memory_order_relaxed);
        } else if (oldest == spared) {
            if (!oldest->newer) return nullptr;
            again(*oldest, Entry::Queue::small);
        } else {
            removed(*oldest);
            m_ghosts.add(oldest->hash, m_count + leastGhosts);
            return oldest;
        }
    }
    return nullptr;
}

/// Those that were asked for since the last round stay for another.
Entry* S3Fifo::evictFromMain(const Entry* spared) {
    while (Entry* oldest = m_main.oldest()) {
        const uint8_t frequency = frequencyOf(*oldest);
        if (frequency == 0 && oldest != spared) {
            removed(*oldest);
            return oldest;
        }
        if (oldest == spared && !oldest->newer) return nullptr;
        if (frequency > 0) oldest->frequency.store(frequency - 1, std::memory_order_relaxed);
        again(*oldest, Entry::Queue::main);
    }
    return nullptr;
}

}  // namespace sluice::cache
