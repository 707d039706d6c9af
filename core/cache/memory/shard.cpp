#include "cache/memory/shard.h"

#include <utility>
#include <vector>

#include "base/hash.h"
#include "cache/memory/footprint.h"

namespace sluice::cache {

namespace {

constexpr size_t bucketsAtOnce = 256;

}  // namespace

size_t Shard::Hash::operator()(std::string_view key) const {
    return hashOf(key);
}

VariantsPtr Shard::find(std::string_view key, uint64_t) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(key);
    if (found == m_table.end()) return nullptr;
    Entry& entry = *found->second;
    ++entry.hits;
    S3Fifo::touched(entry);
    return entry.variants;
}

Shard::Change Shard::edit(std::string_view key, uint64_t hash, const Edit& edit) {
    VariantsPtr old;  // freed after the mutex
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(key);
    if (found != m_table.end()) old = found->second->variants;
    VariantsPtr next = edit(old);
    if (!next) return found == m_table.end() ? Change{} : erase(found);
    if (found != m_table.end()) {
        Entry& entry = *found->second;
        const uint64_t before = std::exchange(entry.bytes, footprintOf(key, *next));
        entry.variants = std::move(next);
        m_eviction.resized(entry, before);
        return {static_cast<int64_t>(entry.bytes) - static_cast<int64_t>(before), 0};
    }
    auto entry = std::make_unique<Entry>();
    entry->key = key;
    entry->hash = hash;
    entry->bytes = footprintOf(key, *next);
    entry->variants = std::move(next);
    m_eviction.inserted(*entry);
    const auto bytes = static_cast<int64_t>(entry->bytes);
    m_table.emplace(entry->key, std::move(entry));
    return {bytes, 1};
}

Shard::Change Shard::evict(std::string_view spared) {
    std::unique_ptr<Entry> gone;  // freed after the mutex
    const std::lock_guard lock(m_mutex);
    const auto kept = m_table.find(spared);
    Entry* const victim = m_eviction.evict(kept == m_table.end() ? nullptr : kept->second.get());
    if (!victim) return {};
    const auto at = m_table.find(victim->key);
    gone = std::move(at->second);
    m_table.erase(at);
    return {-static_cast<int64_t>(gone->bytes), -1};
}

uint64_t Shard::bytes() const {
    const std::lock_guard lock(m_mutex);
    return m_eviction.bytes();
}

Shard::Change Shard::visit(const std::function<bool(const Entry&)>& visit) {
    Change sum;
    for (size_t bucket = 0;;) {
        const std::lock_guard lock(m_mutex);
        const size_t end = std::min(bucket + bucketsAtOnce, m_table.bucket_count());
        for (; bucket < end; ++bucket)
            visitBucket(bucket, visit, sum);
        if (bucket >= m_table.bucket_count()) return sum;
    }
}

void Shard::visitBucket(size_t bucket, const std::function<bool(const Entry&)>& visit,
                        Change& sum) {
    std::vector<std::string_view> going;
    for (auto it = m_table.cbegin(bucket); it != m_table.cend(bucket); ++it) {
        if (!visit(*it->second)) going.push_back(it->first);
    }
    for (const std::string_view key : going) {
        const Change change = erase(m_table.find(key));
        sum.bytes += change.bytes;
        sum.entries += change.entries;
    }
}

Shard::Change Shard::erase(Table::iterator at) {
    const std::unique_ptr<Entry> gone = std::move(at->second);
    m_eviction.removed(*gone);
    m_table.erase(at);
    return {-static_cast<int64_t>(gone->bytes), -1};
}

}  // namespace sluice::cache
