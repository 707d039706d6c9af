#pragma once

#include <cstdint>
#include <utility>

#include "cache/memory/entry.h"

namespace sluice::cache {

/// Entries in the order of their coming. Owns none of them.
class EntryQueue {
public:
    void push(Entry& entry) {
        entry.older = m_newest;
        entry.newer = nullptr;
        (m_newest ? m_newest->newer : m_oldest) = &entry;
        m_newest = &entry;
        m_bytes += entry.bytes;
    }
    void remove(Entry& entry) {
        (entry.older ? entry.older->newer : m_oldest) = entry.newer;
        (entry.newer ? entry.newer->older : m_newest) = entry.older;
        m_bytes -= entry.bytes;
    }
    void resized(uint64_t before, uint64_t after) { m_bytes += after - before; }

    Entry* oldest() const { return m_oldest; }
    uint64_t bytes() const { return m_bytes; }

private:
    Entry* m_oldest = nullptr;
    Entry* m_newest = nullptr;
    uint64_t m_bytes = 0;
};

}  // namespace sluice::cache
