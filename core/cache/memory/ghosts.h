#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace sluice::cache {

/// The hashes of keys that were evicted not long ago: who comes back is worth keeping.
class Ghosts {
public:
    /// Remembers it as the newest, and no more than `most` in all.
    void add(uint64_t hash, size_t most) {
        m_order.push_back(hash);
        m_places[hash] = m_forgotten + m_order.size();
        while (m_order.size() > most)
            forgetOldest();
    }
    /// Whether it is among them; it is not from now on.
    bool take(uint64_t hash) { return m_places.erase(hash) > 0; }
    size_t size() const { return m_order.size(); }

private:
    void forgetOldest() {
        const auto found = m_places.find(m_order.front());
        m_order.pop_front();
        ++m_forgotten;
        // It may have been taken, and even have come anew, since.
        if (found != m_places.end() && found->second == m_forgotten) m_places.erase(found);
    }

    std::deque<uint64_t> m_order;
    uint64_t m_forgotten = 0;
    std::unordered_map<uint64_t, uint64_t> m_places;  ///< counted from the first ever
};

}  // namespace sluice::cache
