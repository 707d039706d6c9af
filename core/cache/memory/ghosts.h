#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace sluice::cache {

/// The hashes of keys that were evicted not long ago: who comes back is worth keeping.
class Ghosts {
public:
    void add(uint64_t hash, size_t most) {
        m_order.push_back(hash);
        ++m_counts[hash];
        while (m_order.size() > most)
            forgetOldest();
    }
    /// Whether it is among them; it is not from now on.
    bool take(uint64_t hash) { return m_counts.erase(hash) > 0; }
    size_t size() const { return m_order.size(); }

private:
    void forgetOldest() {
        const auto found = m_counts.find(m_order.front());
        m_order.pop_front();
        if (found != m_counts.end() && --found->second == 0) m_counts.erase(found);
    }

    std::deque<uint64_t> m_order;
    std::unordered_map<uint64_t, uint32_t> m_counts;
};

}  // namespace sluice::cache
