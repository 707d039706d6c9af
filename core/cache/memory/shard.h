#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "cache/memory/s3_fifo.h"

namespace sluice::cache {

/// A part of the memory tier, by the hash of the key. All members are for any thread; each holds
/// the mutex for the time of one look-up.
class Shard {
public:
    struct Change {
        int64_t bytes = 0;  ///< by how much the shard has grown
        int64_t entries = 0;
    };
    using Edit = std::function<VariantsPtr(const VariantsPtr& old)>;

    VariantsPtr find(std::string_view key, uint64_t hash);
    /// Replaces what is stored for the key by what `edit` makes of it (null: nothing, both ways),
    /// and counts its size anew.
    Change edit(std::string_view key, uint64_t hash, const Edit& edit);
    /// Evicts one entry, not that of `spared`. No change if there is none.
    Change evict(std::string_view spared);
    uint64_t bytes() const;

    /// Calls `visit` for every entry, some at a time; it returns whether the entry stays. Entries
    /// that come or go meanwhile may be missed.
    Change visit(const std::function<bool(const Entry&)>& visit);

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view key) const;
    };
    using Table = std::unordered_map<std::string_view, std::unique_ptr<Entry>, Hash>;

    Change erase(Table::iterator at);
    void visitBucket(size_t bucket, const std::function<bool(const Entry&)>& visit, Change& sum);

    mutable std::mutex m_mutex;  // guards what follows
    Table m_table;               // its keys are views of the entries'
    S3Fifo m_eviction;
};

}  // namespace sluice::cache
