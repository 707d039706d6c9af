#include "cache/memory/memory_tier.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "cache/body.h"
#include "cache/memory/footprint.h"
#include "cache/memory/variants.h"

namespace sluice::cache {

namespace {

/// So many entries are evicted before others may change something.
constexpr size_t mostAtOnce = 64;

bool hasState(const StoredResponse& response, Body::State state) {
    return response.body && response.body->state() == state;
}

template <class Predicate>
VariantsPtr without(const VariantsPtr& old, Predicate goes) {
    if (!old || std::none_of(old->list.begin(), old->list.end(), goes)) return old;
    auto next = std::make_shared<Variants>(*old);
    std::erase_if(next->list, goes);
    return next->list.empty() ? nullptr : next;
}

/// Nobody keeps what arrives of the bodies that only `old` had.
void forgetGrowing(const VariantsPtr& old, const VariantsPtr& next) {
    if (!old || old == next) return;
    for (const auto& response : old->list) {
        const auto same = [&](const auto& other) { return other->body == response->body; };
        const bool kept = next && std::any_of(next->list.begin(), next->list.end(), same);
        if (!kept && hasState(*response, Body::State::growing)) response->body->forget();
    }
}

}  // namespace

VariantsPtr MemoryTier::find(std::string_view key) {
    const HashedKey hashed(key);
    return shardOf(hashed).find(hashed);
}

VariantsPtr MemoryTier::peek(std::string_view key) const {
    const HashedKey hashed(key);
    return m_shards[hashed.hash % shards].peek(hashed);
}

std::vector<StoredResponsePtr> MemoryTier::put(std::string_view key, StoredResponsePtr response) {
    std::vector<StoredResponsePtr> gone;
    edit(key, [&](const VariantsPtr& old) {
        ++m_insertions;
        return withNewest(key, old, std::move(response), m_capacity / 4, gone);
    });
    return gone;
}

void MemoryTier::resized(std::string_view key) {
    edit(key, [&](const VariantsPtr& old) {
        const auto failed = [](const auto& one) { return hasState(*one, Body::State::failed); };
        return withinBytes(key, without(old, failed), m_capacity / 4);
    });
}

void MemoryTier::remove(std::string_view key, const StoredResponsePtr& response) {
    edit(key, [&](const VariantsPtr& old) {
        return without(old, [&](const auto& one) { return one == response; });
    });
}

bool MemoryTier::removeAll(std::string_view key) {
    bool there = false;
    edit(key, [&](const VariantsPtr& old) {
        there = old != nullptr;
        return nullptr;
    });
    return there;
}

bool MemoryTier::removeUrl(std::string_view url) {
    const HashedKey hashed(url);
    bool there = false;
    for (const std::string& key : shardOf(hashed).keysOf(hashed))
        there = removeAll(key) || there;
    return there;
}

void MemoryTier::edit(std::string_view key, const Edit& edit) {
    const HashedKey hashed(key);
    VariantsPtr old, next;  // freed after the mutex
    std::unique_ptr<Entry> gone;
    {
        const std::lock_guard lock(m_changing);
        if (const Entry* entry = shardOf(hashed).entry(hashed)) old = entry->variants;
        next = edit(old);
        gone = change(hashed, next, next ? footprintOf(key, *next) : 0);
    }
    forgetGrowing(old, next);
    makeRoom(hashed);
}

/// Null: nothing is stored for the key from now on.
std::unique_ptr<Entry> MemoryTier::change(const HashedKey& key, const VariantsPtr& next,
                                          uint64_t bytes) {
    Shard& shard = shardOf(key);
    Entry* const entry = shard.entry(key);
    if (!entry) {
        if (next) m_eviction.inserted(shard.add(key, next, bytes));
        return nullptr;
    }
    if (!next) {
        m_eviction.removed(*entry);
        return shard.take(*entry);
    }
    const uint64_t before = entry->bytes;
    shard.replace(*entry, next, bytes);
    m_eviction.resized(*entry, before);
    return nullptr;
}

void MemoryTier::makeRoom(const HashedKey& spared) {
    while (evictSome(spared)) {
    }
}

/// Whether there is more to evict. The newcomer goes only if it is too large for all of the memory.
bool MemoryTier::evictSome(const HashedKey& spared) {
    std::vector<std::unique_ptr<Entry>> gone;  // freed after the mutex
    {
        const std::lock_guard lock(m_changing);
        while (m_eviction.bytes() > m_capacity && gone.size() < mostAtOnce) {
            Entry* victim = m_eviction.evict(shardOf(spared).entry(spared));
            if (!victim) victim = m_eviction.evict();
            gone.push_back(shardOf({victim->key, victim->hash}).take(*victim));
            ++m_evictions;
        }
    }
    for (const auto& entry : gone)
        forgetGrowing(entry->variants, nullptr);
    return gone.size() == mostAtOnce;
}

uint64_t MemoryTier::purge(const std::function<bool(const Entry&)>& matches) {
    uint64_t removed = 0;
    for (const Shard& shard : m_shards) {
        std::deque<Entry> entries;  // copies: matching takes longer than requests may wait
        shard.visit([&](const Entry& entry) {
            entries.emplace_back(entry.key, entry.hash).variants = entry.variants;
        });
        for (const Entry& entry : entries) {
            if (matches(entry)) removed += removeAll(entry.key);
        }
    }
    return removed;
}

void MemoryTier::walk(const std::function<void(const Entry&)>& visit) const {
    for (const Shard& shard : m_shards) {
        size_t bucket = 0;
        do {
            bucket = shard.visitSome(bucket, visit);
        } while (bucket > 0);
    }
}

void MemoryTier::setCapacity(uint64_t bytes) {
    {
        const std::lock_guard lock(m_changing);
        m_capacity = bytes;
    }
    makeRoom(HashedKey({}));
}

MemoryTier::Stats MemoryTier::stats() const {
    const std::lock_guard lock(m_changing);
    return {.capacity = m_capacity,
            .bytes = m_eviction.bytes(),
            .entries = m_eviction.count(),
            .insertions = m_insertions,
            .evictions = m_evictions};
}

}  // namespace sluice::cache
