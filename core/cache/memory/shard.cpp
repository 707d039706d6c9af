#include "cache/memory/shard.h"

#include <algorithm>
#include <utility>

#include "cache/memory/s3_fifo.h"

namespace sluice::cache {

namespace {

template <class Visit>
void visitAll(const Entry& first, const Visit& visit) {
    visit(first);
    if (!first.others) return;
    for (const auto& [key, other] : *first.others)
        visit(*other);
}

}  // namespace

VariantsPtr Shard::find(const HashedKey& key) {
    const std::lock_guard lock(m_mutex);
    Entry* const found = entry(key);
    if (!found) return nullptr;
    ++found->hits;
    S3Fifo::touched(*found);
    return found->variants;
}

VariantsPtr Shard::peek(const HashedKey& key) const {
    const std::lock_guard lock(m_mutex);
    const Entry* found = entry(key);
    return found ? found->variants : nullptr;
}

std::vector<std::string> Shard::keysOf(const HashedKey& url) const {
    std::vector<std::string> keys;
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_table.find(url); found != m_table.end())
        visitAll(*found->second, [&](const Entry& entry) { keys.push_back(entry.key); });
    return keys;
}

void Shard::visit(const std::function<void(const Entry&)>& visit) const {
    const std::lock_guard lock(m_mutex);
    for (const auto& [url, first] : m_table)
        visitAll(*first, visit);
}

size_t Shard::visitSome(size_t first, const std::function<void(const Entry&)>& visit) const {
    const std::lock_guard lock(m_mutex);
    const size_t end = std::min(m_table.bucket_count(), first + bucketsAtOnce);
    for (size_t bucket = first; bucket < end; ++bucket) {
        for (auto it = m_table.begin(bucket); it != m_table.end(bucket); ++it)
            visitAll(*it->second, visit);
    }
    return end < m_table.bucket_count() ? end : 0;
}

Entry* Shard::entry(const HashedKey& key) const {
    const auto found = m_table.find(key.url());
    if (found == m_table.end()) return nullptr;
    Entry& first = *found->second;
    if (first.key == key.text) return &first;
    if (!first.others) return nullptr;
    const auto other = first.others->find(key.text);
    return other == first.others->end() ? nullptr : other->second.get();
}

Entry& Shard::add(const HashedKey& key, VariantsPtr variants, uint64_t bytes) {
    auto added = std::make_unique<Entry>(key.text, key.hash);
    added->variants = std::move(variants);
    added->bytes = bytes;
    Entry& entry = *added;
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(key.url());
    if (found == m_table.end()) {
        m_table.emplace(HashedKey(entry.key, key.hash).url(), std::move(added));
        return entry;
    }
    Entry& first = *found->second;
    if (!first.others) first.others = std::make_unique<Entry::Others>();
    first.others->emplace(entry.key, std::move(added));
    return entry;
}

void Shard::replace(Entry& entry, VariantsPtr variants, uint64_t bytes) {
    const std::lock_guard lock(m_mutex);
    entry.variants.swap(variants);
    entry.bytes = bytes;
}

std::unique_ptr<Entry> Shard::take(const Entry& entry) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(HashedKey(entry.key, entry.hash).url());
    Entry& first = *found->second;
    if (&first == &entry) return takeFirst(found);
    auto other = first.others->extract(entry.key);
    if (first.others->empty()) first.others.reset();
    return std::move(other.mapped());
}

/// Another one takes its place, if there is any.
std::unique_ptr<Entry> Shard::takeFirst(Table::iterator found) {
    auto node = m_table.extract(found);
    std::unique_ptr<Entry> taken = std::move(node.mapped());
    const auto others = std::move(taken->others);
    if (!others) return taken;
    std::unique_ptr<Entry> next = std::move(others->extract(others->begin()).mapped());
    if (!others->empty()) next->others = std::make_unique<Entry::Others>(std::move(*others));
    node.key() = HashedKey(next->key, next->hash).url();
    node.mapped() = std::move(next);
    m_table.insert(std::move(node));
    return taken;
}

}  // namespace sluice::cache
