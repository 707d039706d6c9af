#include "cache/memory/s3_fifo.h"

namespace sluice::cache {

void S3Fifo::inserted(Entry& entry) {
    ++m_count;
    entry.frequency = 0;
    put(entry, m_ghosts.take(entry.hash) ? Entry::Queue::main : Entry::Queue::small);
}

void S3Fifo::put(Entry& entry, Entry::Queue queue) {
    entry.queue = queue;
    queueOf(entry).push(entry);
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

/// Those that were asked for again move to the main queue on the way.
Entry* S3Fifo::evictFromSmall(const Entry* spared) {
    while (Entry* oldest = m_small.oldest()) {
        if (oldest == spared) {
            if (m_small.bytes() == oldest->bytes) return nullptr;
            m_small.remove(*oldest);
            m_small.push(*oldest);
            continue;
        }
        if (oldest->frequency > 1) {
            m_small.remove(*oldest);
            oldest->frequency = 0;
            put(*oldest, Entry::Queue::main);
            continue;
        }
        removed(*oldest);
        m_ghosts.add(oldest->hash, m_count + 16);
        return oldest;
    }
    return nullptr;
}

/// Those that were asked for since the last round stay for another.
Entry* S3Fifo::evictFromMain(const Entry* spared) {
    while (Entry* oldest = m_main.oldest()) {
        const bool only = m_main.bytes() == oldest->bytes;
        if (oldest == spared && only) return nullptr;
        if (oldest == spared || oldest->frequency > 0) {
            if (oldest->frequency > 0) --oldest->frequency;
            m_main.remove(*oldest);
            m_main.push(*oldest);
            continue;
        }
        removed(*oldest);
        return oldest;
    }
    return nullptr;
}

}  // namespace sluice::cache
