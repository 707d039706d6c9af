#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cache/memory/s3_fifo.h"
#include "cache/memory/shard.h"
#include "cache/stored_response.h"

namespace sluice::cache {

/// The first tier: what is stored, in this process' memory, for all workers. Bounded by the bytes
/// that it takes, its own tables among them; when room is needed, S3Fifo says what goes. All
/// members are for any thread.
///
/// A hit takes a shard's mutex for the time of a look-up. Changes, of which each stands for a
/// request to a server, take turns with each other; there is one order of eviction, for in a part
/// of the memory a large entry would find no place.
class MemoryTier {
public:
    struct Stats {
        uint64_t capacity = 0, bytes = 0, entries = 0;
        uint64_t insertions = 0, evictions = 0;  ///< since the start
    };
    explicit MemoryTier(uint64_t capacity) : m_capacity(capacity) {}

    /// Null if there is nothing.
    VariantsPtr find(std::string_view key);
    /// The same for people who look: it counts as no hit.
    VariantsPtr peek(std::string_view key) const;
    /// Takes the place of the variant with the same selecting fields. The variants of a key may
    /// take a quarter of the memory; others make room (see variants.h), and are given back. A
    /// response that goes while its body grows is forgotten (see Body): its readers may go on.
    std::vector<StoredResponsePtr> put(std::string_view key, StoredResponsePtr response);
    /// The body of a stored response has grown, or has failed: then it goes.
    void resized(std::string_view key);
    /// That response alone, if it is still there.
    void remove(std::string_view key, const StoredResponsePtr& response);
    /// All that is stored for the key; whether there was anything.
    bool removeAll(std::string_view key);
    /// The same for all keys of a URL.
    bool removeUrl(std::string_view url);

    /// Removes the entries that `matches` is true for; how many. It is called under a mutex.
    uint64_t purge(const std::function<bool(const Entry&)>& matches);
    /// Calls `visit` for the entries, under a mutex that is held for a few of them at a time: what
    /// changes meanwhile may be left out, or come twice.
    void walk(const std::function<void(const Entry&)>& visit) const;

    void setCapacity(uint64_t bytes);
    Stats stats() const;

private:
    using Edit = std::function<VariantsPtr(const VariantsPtr& old)>;
    static constexpr size_t shards = 256;  // what looks at all entries blocks few of them at once

    Shard& shardOf(const HashedKey& key) { return m_shards[key.hash % shards]; }
    void edit(std::string_view key, const Edit& edit);
    std::unique_ptr<Entry> change(const HashedKey& key, const VariantsPtr& next, uint64_t bytes);
    void makeRoom(const HashedKey& spared);
    bool evictSome(const HashedKey& spared);

    std::array<Shard, shards> m_shards;
    mutable std::mutex m_changing;  // before a shard's; guards what follows
    S3Fifo m_eviction;
    uint64_t m_capacity;
    uint64_t m_insertions = 0;
    uint64_t m_evictions = 0;
};

}  // namespace sluice::cache
