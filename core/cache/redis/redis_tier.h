#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/options.h"
#include "cache/redis/breaker.h"
#include "cache/redis/codec.h"
#include "cache/redis/connection.h"
#include "cache/redis/names.h"
#include "cache/redis/purge_log.h"
#include "cache/redis/statistics.h"
#include "cache/stored_response.h"
#include "event/task.h"
#include "http/header_map.h"

namespace sluice::cache::redis {

/// What instances of Sluice share of the cache. Never in the way of a request: whatever is wrong
/// with Redis, a look-up ends by its deadline and finds nothing. After 5 failures in a row, or 16
/// of 64, the connection is given up and nothing is sent until a new one has proved itself.
///
/// A look-up takes one round trip: the value, the variant that the request most likely selects, and
/// what Redis knows of purges and writes come in one answer.
///
/// Belongs to one worker; outlives its look-ups. Not to be destroyed from within them.
class RedisTier {
public:
    /// `report` as Connection has it. `statistics` outlives this.
    RedisTier(const RedisOptions& options, RedisUrl url, std::shared_ptr<PurgeLog> log,
              Statistics& statistics, Connection::Report report);
    ~RedisTier();

    /// What Redis said before the server is asked; what is stored then must tell it.
    struct Ticket {
        Stamp stamp;
        TimePoint asked{};
    };
    struct Found {
        StoredResponsePtr response;    ///< null: none, or Redis did not say so in time
        std::optional<Ticket> ticket;  ///< nothing: what the server answers stays out of Redis
    };
    /// The response that is stored under the key for a request with these fields, fresh or not.
    /// Both arguments must outlive it.
    event::Task<Found> find(std::string_view key, const http::HeaderMap& requestFields);
    /// Stores it, without waiting, if its body is complete and not too large, for as long as it can
    /// be of use, at most a day.
    void store(std::string_view key, const StoredResponsePtr& response,
               const std::optional<Ticket>& ticket);
    /// An unsafe method changed what the URL names: all that is stored of it, here and by others,
    /// is gone. Before the memory forgets it.
    void invalidate(std::string_view url);
    /// The same of all that lies below it; it ends with "/".
    void invalidateBelow(std::string_view branch);
    /// What is stored under the key is of no use any more; it may stay if Redis is not there.
    void remove(std::string_view key);
    /// The same of one variant alone.
    void removeVariant(std::string_view key, const StoredResponse& response);
    /// Whether values are taken from it: connected, and compared with what this instance knows of
    /// purges. Where it is not, look-ups find nothing.
    bool isTrusted() const;

    /// How long it can be of use: while it is fresh, for as long as it may be served stale, and, if
    /// it can be validated, 10 minutes more. At least 0.
    static std::chrono::milliseconds usefulFor(const StoredResponse& response, WallTime now);

private:
    /// What the variants of a key differ by.
    using VaryNames = std::vector<std::string>;

    event::Task<bool> look(std::string_view key, const http::HeaderMap& requestFields,
                           TimePoint deadline, Found& found);
    void thinkOf(const VaryNames& names);
    StoredResponsePtr usable(const Value& value, const Stamp& now, std::string_view key,
                             const http::HeaderMap& requestFields);
    std::optional<Value> decoded(const Reply& reply);
    event::Task<Reply> ask(const Command& command, TimePoint deadline);
    void judge(const Reply& reply, TimePoint asked);
    std::string nameOf(std::string_view key, const StoredResponse& response) const;
    void unlink(const std::string& name);
    void put(const std::string& name, const std::string& bytes, std::chrono::milliseconds ttl);
    static void putAnswered(void* self, const Reply& reply);
    void leaveFormerMaster();

    const RedisOptions m_options;
    const bool m_followsMaster;
    const Names m_names;
    const std::string m_lastPurge;
    const std::shared_ptr<PurgeLog> m_log;
    Statistics& m_statistics;
    Breaker m_breaker;
    std::vector<VaryNames> m_varies;  // that values had, the last one first
    Connection m_connection;          // last: its end fails what is pending
};

}  // namespace sluice::cache::redis
