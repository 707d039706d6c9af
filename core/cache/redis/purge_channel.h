#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cache/options.h"
#include "cache/purge_pattern.h"
#include "cache/redis/connection.h"
#include "cache/redis/names.h"
#include "cache/redis/purge_log.h"
#include "event/task.h"

namespace sluice::cache::redis {

/// Keeps the purges and writes that this instance knows, and those that Redis knows, in step: tells
/// Redis what it lacks until it takes it, and by publish/subscribe the other instances, for their
/// memories. Redis' lists are the truth; they are compared when something was told or heard, each
/// second, and whenever a connection begins, so that nothing depends on a message.
///
/// One for a process is enough; belongs to the thread that made it, which runs an EpollDispatcher.
class PurgeChannel {
public:
    struct Listener {
        /// Another instance purged.
        std::function<void(const PurgePattern& pattern)> purged;
        /// By another instance, an unsafe method changed what the URL names.
        std::function<void(const std::string& url)> written;
        /// The same of all that lies below it; it ends with "/".
        std::function<void(const std::string& branch)> cut;
        /// Others may have purged what this instance cannot learn of: Redis lost its list, or more
        /// has happened than it holds. All that the memory holds is in doubt.
        std::function<void()> mayHaveMissed;
        /// Redis does not take what it is told, or passes no messages; the same is not repeated.
        std::function<void(const std::string& why)> trouble;
        Connection::Report report;
    };
    /// Redis has the purge; or why not: it goes on being told until Redis takes it.
    using Told = std::function<void(Result<> told)>;

    PurgeChannel(const RedisOptions& options, const RedisUrl& url, std::shared_ptr<PurgeLog> log,
                 Listener listener);
    ~PurgeChannel();

    /// For the other instances and for Redis, not for the memory here. `told` is called once, at
    /// most 3 times the connect timeout later, and not any more once this is destroyed.
    void purge(const PurgePattern& pattern, Told told);
    /// Messages arrive, and what was missed before them is known.
    bool listening() const { return m_listening && m_heardAll; }
    Connection::State state() const { return m_commands.state(); }
    /// Why Redis does not take what it is told, or no messages pass; empty: all is well.
    std::string trouble() const;

private:
    struct Waiting {
        uint64_t id;
        Told told;
    };

    event::Task<> run();
    event::Task<> tellOwed();
    event::Task<Result<>> tell(PurgeLog::Changes changes);
    void postPurges(Session& session, const std::vector<Change>& purges);
    void postWrites(Session& session, const std::vector<Change>& writes);
    void publish(Session& session, const PurgeLog::Changes& changes);
    static void noteRefusal(void* self, const Reply& reply);
    static void noteSilence(void* self, const Reply& reply);
    event::Task<> compare();
    event::Task<bool> learn(Stamp last, PurgeLog::Asked known, TimePoint asked);
    event::Task<std::optional<std::vector<std::string>>> list(std::string name);
    void take(const PurgeLog::News& news);
    void setRefusal(std::string why);
    void setSilence(const std::string& error);
    void settle();
    event::Task<> followMaster();
    void becameReady();
    void subscribe();
    static void heard(void* self, const Reply& reply);
    void report(Connection::State state, const std::string& text);

    const RedisOptions m_options;
    const RedisUrl m_url;
    const Names m_names;
    const std::shared_ptr<PurgeLog> m_log;
    const Listener m_listener;
    const TimePoint m_begun = Clock::now();
    std::vector<Waiting> m_waiting;
    std::string m_down;     // why there is no connection
    std::string m_refusal;  // why Redis did not take what it was told
    std::string m_silence;  // why messages do not pass
    std::string m_answer;   // the first error while it is told
    TimePoint m_retry{};    // not before, after a refusal
    TimePoint m_listedWrites{};
    bool m_wasReady = false;
    bool m_compared = false;
    bool m_listening = false;
    bool m_heardAll = false;  // since the lists were compared
    event::Notification m_check;
    event::Notification m_pause;
    std::atomic<bool> m_woken = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>();  // what is posted looks for it
    Connection m_commands;
    Connection m_subscription;
    event::Task<> m_run;
    event::Task<> m_master;
};

}  // namespace sluice::cache::redis
