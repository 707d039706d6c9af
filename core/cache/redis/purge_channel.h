#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cache/options.h"
#include "cache/purge_pattern.h"
#include "cache/redis/connection.h"
#include "cache/redis/names.h"
#include "event/task.h"

namespace sluice::cache::redis {

/// Purges what all instances of one Redis and prefix hold: tells Redis, whose values are gone by
/// that (see PurgeHistory), and by publish/subscribe the other instances, for their memories.
///
/// A message is "1 <instance> <pattern>". Messages are counted and compared with the number of
/// purges that Redis has, each second and whenever the subscription begins: one that was missed is
/// noticed. One for a process is enough; belongs to the thread that made it, which runs an
/// EpollDispatcher.
class PurgeChannel {
public:
    struct Listener {
        /// Another instance purged.
        std::function<void(const PurgePattern& pattern)> purged;
        /// Others may have purged what this instance was not told of: the connection was lost, or
        /// what Redis knew. All that the memory holds is in doubt.
        std::function<void()> mayHaveMissed;
        Connection::Report report;
    };

    /// `instance`: letters and digits, unlike any other's.
    PurgeChannel(const RedisOptions& options, const RedisUrl& url, std::string instance,
                 Listener listener);

    /// For the other instances and for Redis, not for the memory here. False: done once Redis is
    /// back; of more than 64 such, all is purged.
    bool purge(const PurgePattern& pattern);
    /// Messages arrive.
    bool listening() const { return m_number.has_value() && m_listening; }

private:
    struct Owed;

    event::Task<> watch();
    event::Task<std::optional<uint64_t>> askNumber();
    void compare(std::optional<uint64_t> before, uint64_t number);
    void subscribe();
    static void heard(void* self, const Reply& reply);
    void receive(std::string_view message);
    bool send(std::string pattern);
    void owe(std::string pattern);
    void sendOwed();

    const RedisOptions m_options;
    const Names m_names;
    const std::string m_instance;
    const Listener m_listener;
    const TimePoint m_begun = Clock::now();
    std::vector<std::string> m_owed;
    std::optional<uint64_t> m_number;  // of purges that this heard of, or made
    uint64_t m_expected = 0;           // what m_number must have reached by the next comparison
    bool m_listening = false;
    bool m_compared = false;  // since the subscription began
    uint64_t m_subscriptions = 0;
    event::Notification m_check;
    Connection m_commands;
    Connection m_subscription;
    event::Task<> m_watch;
};

}  // namespace sluice::cache::redis
