#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "cache/memory/entry.h"
#include "cache/memory/hashed_key.h"

namespace sluice::cache {

/// A part of the memory tier's table, by the hash of the URL: all entries of a URL are in one. A
/// URL has one entry as a rule, and more where other things than the URL decide about the server.
class Shard {
public:
    // For any thread.
    /// A hit; null if there is nothing.
    VariantsPtr find(const HashedKey& key);
    VariantsPtr peek(const HashedKey& key) const;  ///< no hit
    std::vector<std::string> keysOf(const HashedKey& url) const;
    /// Calls `visit` for every entry, under the mutex.
    void visit(const std::function<void(const Entry&)>& visit) const;
    /// The same for a few buckets of the table, from `first` on. Where to go on; 0: at the end.
    size_t visitSome(size_t first, const std::function<void(const Entry&)>& visit) const;

    // For one thread at a time: who changes the table reads it without the mutex.
    Entry* entry(const HashedKey& key) const;
    Entry& add(const HashedKey& key, VariantsPtr variants, uint64_t bytes);
    void replace(Entry& entry, VariantsPtr variants, uint64_t bytes);
    std::unique_ptr<Entry> take(const Entry& entry);

private:
    static constexpr size_t bucketsAtOnce = 64;

    // The first entry of each URL; the keys are views of the entries', up to the end of the URL.
    using Table = std::unordered_map<HashedKey, std::unique_ptr<Entry>, HashedKey::Hash>;

    std::unique_ptr<Entry> takeFirst(Table::iterator found);

    mutable std::mutex m_mutex;
    Table m_table;
};

}  // namespace sluice::cache
