#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "cache/purge_pattern.h"
#include "cache/redis/address.h"
#include "cache/redis/change_list.h"
#include "cache/redis/stamp.h"

namespace sluice::cache::redis {

/// What this instance knows of purges and writes, made by it or told by others, whether Redis has
/// them or not: what Redis holds from before is not used. One for a process, which lives through
/// reloads; PurgeChannel keeps it and Redis in step. All members are for any thread.
///
/// No purge needs to look for what it concerns: a value has the stamp of what Redis knew before the
/// server was asked for it, and is gone if a later purge matches it, or its URL has another mark.
class PurgeLog {
public:
    /// Of the lists in Redis. What is older than the last 256 purges counts as purged.
    static constexpr size_t mostPurges = 256;
    static constexpr size_t mostWrites = 1024;
    /// Of what Redis does not take. Of more purges, or writes, all is purged.
    static constexpr size_t mostPurgesOwed = 64;
    static constexpr size_t mostWritesOwed = 1024;

    struct Changes {
        std::vector<Change> purges;
        std::vector<Change> writes;
        bool empty() const { return purges.empty() && writes.empty(); }
    };
    struct News {
        std::vector<PurgePattern> purges;   ///< that this instance did not know of
        std::vector<std::string> writes;    ///< URLs
        std::vector<std::string> branches;  ///< with all that lies below
        bool inDoubt = false;               ///< there may have been more
    };
    /// How much was known when Redis was asked for its lists.
    struct Asked {
        uint64_t purges = 0;
        uint64_t writes = 0;
    };
    enum class Verdict : uint8_t {
        good,
        gone,
        unknown,  ///< Redis has a purge that this instance did not hear of yet
    };

    PurgeLog();

    /// Before the memory is purged. Its number.
    uint64_t purge(const PurgePattern& pattern);
    /// An unsafe method has changed what the URL names. Before the memory forgets it.
    void write(std::string_view url);

    /// One has changed all that lies below a URL, which ends with "/", too.
    void cut(std::string_view branch);

    /// Whether Redis may lack a write of the URL: it is not to be asked for it.
    bool isWritten(std::string_view url) const;
    /// `now`: what Redis said along with the value.
    Verdict judge(const Stamp& value, const Stamp& now, std::string_view key,
                  std::span<const std::string> tags) const;
    /// Whether this was compared with what Redis knows since then: a server that has come back or
    /// taken over may lack what this instance knows.
    bool isComparedSince(TimePoint when) const;
    /// Of the last comparison.
    Address server() const;

    // For the channel.
    /// Called, under a mutex, for each change that is to be told or that Redis knows of alone;
    /// nothing: nobody is called.
    void onNews(std::function<void()> wake);
    /// There is something that Redis is to be told, or asked.
    void wake() const;
    /// What another instance did: "2 p <change>", or "2 w <change>". Nothing if it was known, all
    /// that is stored if it cannot be read.
    News hear(std::string_view message);
    static std::string purgeMessage(const Change& change) { return "2 p " + change.toText(); }
    static std::string writeMessage(const Change& change) { return "2 w " + change.toText(); }
    /// Each with an entry of its own.
    Changes owed(size_t most);
    /// Whether a write is of a branch, and not of one URL.
    static bool isBranch(const Change& write);
    size_t owedCount() const;
    bool owes(uint64_t id) const;
    void told(const Changes& changes);
    /// A list in Redis begins with an entry that purges nothing.
    void begin();
    bool hasList() const;
    /// Whether the lists, whose last entries these are, have nothing new.
    bool knowsPurges(uint64_t lastEntry) const;
    bool knowsWrites(uint64_t lastEntry) const;
    Asked asked() const;
    News learnPurges(const std::vector<std::string>& list, const Asked& asked, bool heardAll);
    News learnWrites(const std::vector<std::string>& list, const Asked& asked, bool heardAll);
    void compared(const Address& server, TimePoint when);

private:
    struct Purge {
        explicit Purge(const Change& change);

        uint64_t entry;
        bool isBeginning;                     // which purges nothing
        std::optional<PurgePattern> pattern;  // nothing: unreadable, so all
        bool matches(std::string_view key, std::span<const std::string> tags) const;
    };

    uint64_t owePurge(std::string what);
    void oweWrite(std::string what);
    static void addWrite(const Change& write, News& news);
    void callWake() const;
    void readPurges();

    mutable std::mutex m_mutex;  // guards what follows
    Random m_random;
    ChangeList m_purges{mostPurges};
    ChangeList m_writes{mostWrites};
    std::vector<Purge> m_listed;   // of m_purges
    std::vector<Purge> m_pending;  // the same
    TimePoint m_compared{};
    Address m_server;
    std::function<void()> m_wake;
};

}  // namespace sluice::cache::redis
