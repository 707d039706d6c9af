#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/memory/shard.h"
#include "cache/stored_response.h"

namespace sluice::cache {

/// The first tier: what is stored, in this process' memory, for all workers. Bounded by the bytes
/// that it takes, its own tables among them; when room is needed, S3Fifo says what goes. All
/// members are for any thread; none holds a lock for longer than a look-up takes.
class MemoryTier {
public:
    struct Stats {
        uint64_t capacity = 0, bytes = 0, entries = 0;
        uint64_t insertions = 0, evictions = 0;  ///< since the start
    };
    /// An entry as people look at it.
    struct Item {
        std::string key;
        VariantsPtr variants;
        uint64_t bytes = 0;
        uint64_t hits = 0;
    };

    explicit MemoryTier(uint64_t capacity) : m_capacity(capacity) {}

    /// Null if there is nothing.
    VariantsPtr find(std::string_view key);
    /// Takes the place of the variant with the same selecting fields. Its body may still grow: tell
    /// resized() as it does, and remove() it if that fails.
    void put(std::string_view key, StoredResponsePtr response);
    /// The body of a stored response has grown.
    void resized(std::string_view key);
    /// That response alone, if it is still there.
    void remove(std::string_view key, const StoredResponsePtr& response);
    /// All that is stored for the key; whether there was anything.
    bool removeAll(std::string_view key);

    /// Removes the entries that `matches` is true for; how many.
    uint64_t purge(const std::function<bool(const Entry&)>& matches);
    /// Those whose key holds `text`, the largest `most` of them.
    std::vector<Item> list(std::string_view text, size_t most);

    void setCapacity(uint64_t bytes);
    Stats stats() const;

private:
    static constexpr size_t shards = 16;

    Shard& shardOf(uint64_t hash) { return m_shards[hash % shards]; }
    void edit(std::string_view key, const Shard::Edit& edit);
    void count(const Shard::Change& change);
    void makeRoom(uint64_t hash, std::string_view spared);

    std::array<Shard, shards> m_shards;
    std::atomic<uint64_t> m_capacity;
    std::atomic<int64_t> m_bytes = 0;
    std::atomic<int64_t> m_entries = 0;
    std::atomic<uint64_t> m_insertions = 0;
    std::atomic<uint64_t> m_evictions = 0;
};

}  // namespace sluice::cache
