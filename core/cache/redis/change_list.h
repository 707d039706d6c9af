#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::cache::redis {

/// A purge or a write, as Redis' list and the messages to other instances have it.
struct Change {
    uint64_t entry = 0;  ///< random, anew for each time that it is put on the list
    uint64_t id = 0;     ///< random, the same wherever it is told
    std::string what;    ///< a pattern or a URL

    /// "<entry> <id> <what>", with numbers of 16 hexadecimal digits.
    std::string toText() const;
    static std::optional<Change> parse(std::string_view text);
    bool operator==(const Change&) const = default;
};

/// 16 hexadecimal digits; 0 for anything else.
std::string numberText(uint64_t number);
uint64_t numberOf(std::string_view text);

/// Redis' list of the last purges, or writes, as this instance knows it, and what it knows of that
/// Redis may lack: what was not told yet, what Redis refused, and what a server that took over does
/// not have. Not thread-safe.
class ChangeList {
public:
    /// `capacity`: of the list in Redis. Of what others told, as many may be pending.
    explicit ChangeList(size_t capacity) : m_capacity(capacity) {}

    struct Pending {
        Change change;
        bool owed = false;   ///< this instance is to tell it to Redis
        uint64_t order = 0;  ///< as asked() counts
    };
    struct News {
        std::vector<Change> missed;  ///< what nobody told this instance of
        bool inDoubt = false;        ///< there may have been more
    };

    bool knows(uint64_t id) const;
    /// Made here, and to be told; or told by another instance. False if it is known.
    bool add(Change change, bool owed);
    /// How far learn() can judge what is pending, if the list is asked for after this.
    uint64_t asked() const { return m_order; }
    /// What Redis has. `heardAll`: messages have come without a gap since the last time.
    News learn(std::vector<Change> listed, uint64_t asked, bool heardAll);
    /// The list that learn() got has not changed since, and nothing pends.
    bool isCurrent(uint64_t lastEntry) const;

    /// At most `most` of those to be told to Redis, oldest first.
    std::vector<Change> owed(size_t most) const;
    size_t owedCount() const;
    bool owes(uint64_t id) const;
    /// Redis took them; learn() will tell whether it still has them.
    void told(const std::vector<Change>& changes);
    /// Nothing is owed any more.
    void forgive();

    const std::vector<Change>& listed() const { return m_listed; }
    const std::vector<Pending>& pending() const { return m_pending; }

private:
    const size_t m_capacity;
    bool m_learned = false;
    uint64_t m_order = 0;
    std::vector<Change> m_listed;  // oldest first
    std::vector<Pending> m_pending;
};

}  // namespace sluice::cache::redis
