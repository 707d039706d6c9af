#include "cache/memory/memory_tier.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "cache/body.h"

namespace sluice::cache {

namespace {

/// `old` without the variant that `response` replaces, and `response` before all others.
VariantsPtr with(const VariantsPtr& old, StoredResponsePtr response) {
    auto next = std::make_shared<Variants>();
    next->list.push_back(std::move(response));
    if (!old) return next;
    for (const auto& variant : old->list) {
        const bool same = variant->selecting == next->list.front()->selecting &&
                          variant->varyNames == next->list.front()->varyNames;
        if (!same && next->list.size() < Variants::maxVariants) next->list.push_back(variant);
    }
    return next;
}

VariantsPtr without(const VariantsPtr& old, const StoredResponsePtr& response) {
    if (!old) return old;
    auto next = std::make_shared<Variants>(*old);
    std::erase(next->list, response);
    if (next->list.empty()) return nullptr;
    return next;
}

}  // namespace

VariantsPtr MemoryTier::find(std::string_view key) {
    const uint64_t hash = hashOf(key);
    return shardOf(hash).find(key, hash);
}

void MemoryTier::put(std::string_view key, StoredResponsePtr response) {
    m_insertions.fetch_add(1, std::memory_order_relaxed);
    edit(key, [&](const VariantsPtr& old) { return with(old, std::move(response)); });
}

void MemoryTier::resized(std::string_view key) {
    edit(key, [](const VariantsPtr& old) { return old; });
}

void MemoryTier::remove(std::string_view key, const StoredResponsePtr& response) {
    edit(key, [&](const VariantsPtr& old) { return without(old, response); });
}

bool MemoryTier::removeAll(std::string_view key) {
    bool there = false;
    edit(key, [&](const VariantsPtr& old) {
        there = old != nullptr;
        return nullptr;
    });
    return there;
}

void MemoryTier::edit(std::string_view key, const Shard::Edit& edit) {
    const uint64_t hash = hashOf(key);
    count(shardOf(hash).edit(key, hash, edit));
    makeRoom(hash, key);
}

void MemoryTier::count(const Shard::Change& change) {
    m_bytes.fetch_add(change.bytes, std::memory_order_relaxed);
    m_entries.fetch_add(change.entries, std::memory_order_relaxed);
}

/// Evicts where the newcomer is, unless others have more than their share.
void MemoryTier::makeRoom(uint64_t hash, std::string_view spared) {
    const auto capacity = static_cast<int64_t>(m_capacity.load(std::memory_order_relaxed));
    size_t without = 0;  // shards in a row that had nothing to give
    for (size_t i = hash % shards; m_bytes.load(std::memory_order_relaxed) > capacity;) {
        Shard& shard = m_shards[i % shards];
        const bool aboveShare = shard.bytes() * shards > static_cast<uint64_t>(capacity);
        const bool may = aboveShare || without >= shards;
        const Shard::Change change = may ? shard.evict(spared) : Shard::Change{};
        count(change);
        if (change.entries != 0) {
            m_evictions.fetch_add(1, std::memory_order_relaxed);
            without = 0;
            continue;
        }
        ++i;
        if (++without > 2 * shards) return;
    }
}

uint64_t MemoryTier::purge(const std::function<bool(const Entry&)>& matches) {
    int64_t removed = 0;
    for (Shard& shard : m_shards) {
        const auto change = shard.visit([&](const Entry& entry) { return !matches(entry); });
        count(change);
        removed -= change.entries;
    }
    return static_cast<uint64_t>(removed);
}

std::vector<MemoryTier::Item> MemoryTier::list(std::string_view text, size_t most) {
    const auto larger = [](const Item& a, const Item& b) { return a.bytes > b.bytes; };
    std::vector<Item> items;  // a heap, the smallest on top
    for (Shard& shard : m_shards) {
        shard.visit([&](const Entry& entry) {
            const bool fits = items.size() < most || entry.bytes > items.front().bytes;
            if (most == 0 || !fits || entry.key.find(text) == std::string::npos) return true;
            items.push_back({entry.key, entry.variants, entry.bytes, entry.hits});
            std::push_heap(items.begin(), items.end(), larger);
            if (items.size() <= most) return true;
            std::pop_heap(items.begin(), items.end(), larger);
            items.pop_back();
            return true;
        });
    }
    std::sort_heap(items.begin(), items.end(), larger);
    return items;
}

void MemoryTier::setCapacity(uint64_t bytes) {
    m_capacity.store(bytes, std::memory_order_relaxed);
    makeRoom(0, {});
}

MemoryTier::Stats MemoryTier::stats() const {
    return {.capacity = m_capacity.load(std::memory_order_relaxed),
            .bytes = static_cast<uint64_t>(std::max<int64_t>(0, m_bytes.load())),
            .entries = static_cast<uint64_t>(std::max<int64_t>(0, m_entries.load())),
            .insertions = m_insertions.load(std::memory_order_relaxed),
            .evictions = m_evictions.load(std::memory_order_relaxed)};
}

}  // namespace sluice::cache
