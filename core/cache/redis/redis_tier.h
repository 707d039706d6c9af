#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "cache/options.h"
#include "cache/redis/breaker.h"
#include "cache/redis/codec.h"
#include "cache/redis/connection.h"
#include "cache/redis/names.h"
#include "cache/redis/purge_history.h"
#include "cache/redis/statistics.h"
#include "cache/stored_response.h"
#include "event/task.h"
#include "http/header_map.h"

namespace sluice::cache::redis {

/// What instances of Sluice share of the cache. Never in the way of a request: whatever is wrong
/// with Redis, a look-up ends by its deadline and finds nothing. After 5 failures in a row, or 16
/// of 64, the connection is given up and nothing is sent until a new one has proved itself.
///
/// Belongs to one worker; outlives its look-ups. Not to be destroyed from within them.
class RedisTier {
public:
    /// `report` as Connection has it. `statistics` outlives this.
    RedisTier(const RedisOptions& options, RedisUrl url, Statistics& statistics,
              Connection::Report report);
    ~RedisTier();

    /// The response that is stored under the key for a request with these fields, fresh or not;
    /// null if there is none, or Redis does not say so in time. Both arguments must outlive it.
    event::Task<StoredResponsePtr> find(std::string_view key, const http::HeaderMap& requestFields);
    /// Stores it, without waiting, if its body is complete and not too large, for as long as it can
    /// be of use.
    void store(std::string_view key, const StoredResponsePtr& response);
    /// Removes what is stored under the key, all variants. Done later if Redis is not there now.
    void invalidate(std::string_view key);

    /// How long it can be of use: while it is fresh, for as long as it may be served stale, and, if
    /// it can be validated, 10 minutes more. At least 0.
    static std::chrono::milliseconds usefulFor(const StoredResponse& response, WallTime now);

private:
    struct Storing;
    struct Invalidation;

    event::Task<std::optional<Value>> readCurrent(std::string_view key, TimePoint deadline);
    event::Task<std::optional<Value>> readVariant(VaryIndex index,
                                                  const http::HeaderMap& requestFields,
                                                  TimePoint deadline);
    event::Task<bool> learnPurges(uint64_t number, TimePoint deadline);
    std::optional<Value> decoded(const Reply& reply);
    StoredResponsePtr usable(const Value& value, std::string_view key,
                             const http::HeaderMap& requestFields);
    event::Task<Reply> ask(const Command& command, TimePoint deadline);
    void judge(const Reply& reply, TimePoint asked);

    event::Task<> storeVariant(std::string key, StoredResponsePtr response);
    event::Task<std::optional<VaryIndex>> indexFor(const std::string& key,
                                                   const StoredResponse& response);
    void put(const std::string& name, const std::string& bytes, std::chrono::milliseconds ttl);
    static void putAnswered(void* self, const Reply& reply);

    void sendInvalidation(std::string name);
    void owe(std::string name);
    void becameReady();
    void beginPurgeNumber();

    const RedisOptions m_options;
    const Names m_names;
    const std::string m_purgeNumber;
    Statistics& m_statistics;
    PurgeHistory m_purges;
    Breaker m_breaker;
    Random m_random;
    std::vector<std::string> m_owed;  // names to remove once Redis is back
    WallTime m_distrusted{};          // what was requested before is not used
    std::list<Storing> m_storing;
    Connection m_connection;  // last: its end fails what is pending
};

}  // namespace sluice::cache::redis
