#include "cache/memory/shard.h"

#include <algorithm>
#include <utility>

#include "cache/memory/s3_fifo.h"

namespace sluice::cache {

VariantsPtr Shard::find(const HashedKey& key) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(key);
    if (found == m_table.end()) return nullptr;
    Entry& entry = *found->second;
    ++entry.hits;
    S3Fifo::touched(entry);
    return entry.variants;
}

VariantsPtr Shard::peek(const HashedKey& key) const {
    const std::lock_guard lock(m_mutex);
    const Entry* found = entry(key);
    return found ? found->variants : nullptr;
}

void Shard::visit(const std::function<void(const Entry&)>& visit) const {
    const std::lock_guard lock(m_mutex);
    for (const auto& [key, entry] : m_table)
        visit(*entry);
}

size_t Shard::visitSome(size_t first, const std::function<void(const Entry&)>& visit) const {
    const std::lock_guard lock(m_mutex);
    const size_t end = std::min(m_table.bucket_count(), first + bucketsAtOnce);
    for (size_t bucket = first; bucket < end; ++bucket) {
        for (auto it = m_table.begin(bucket); it != m_table.end(bucket); ++it)
            visit(*it->second);
    }
    return end < m_table.bucket_count() ? end : 0;
}

Entry* Shard::entry(const HashedKey& key) const {
    const auto found = m_table.find(key);
    return found == m_table.end() ? nullptr : found->second.get();
}

Entry& Shard::add(const HashedKey& key, VariantsPtr variants, uint64_t bytes) {
    auto added = std::make_unique<Entry>(key.text, key.hash);
    added->variants = std::move(variants);
    added->bytes = bytes;
    const HashedKey own(added->key, key.hash);
    const std::lock_guard lock(m_mutex);
    return *m_table.emplace(own, std::move(added)).first->second;
}

void Shard::replace(Entry& entry, VariantsPtr variants, uint64_t bytes) {
    const std::lock_guard lock(m_mutex);
    entry.variants.swap(variants);
    entry.bytes = bytes;
}

std::unique_ptr<Entry> Shard::take(const Entry& entry) {
    const HashedKey key(entry.key, entry.hash);
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(key);
    std::unique_ptr<Entry> taken = std::move(found->second);
    m_table.erase(found);
    return taken;
}

}  // namespace sluice::cache
