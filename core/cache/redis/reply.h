#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

struct redisReply;

namespace sluice::cache::redis {

/// What a server answered, as a view that is good until the next co_await; or that there is none.
class Reply {
public:
    enum class Absence : uint8_t {
        none,      ///< there is an answer
        timedOut,  ///< none by the deadline
        lost,      ///< the connection ended before
        refused,   ///< it was not sent: too much waits already, or the connection is closed
    };

    Reply(Absence absence) : m_absence(absence) {}
    Reply(const redisReply* reply) : m_reply(reply) {}

    Absence absence() const { return m_absence; }
    bool arrived() const { return m_reply != nullptr; }
    /// "WRONGTYPE …"; empty unless it is an error.
    std::string_view error() const;
    /// Of a string or status; nothing for every other type.
    std::optional<std::string_view> text() const;
    /// Of an integer, or a string that is one, as of INCR and GET of a counter.
    std::optional<uint64_t> number() const;
    /// Of an array; 0 for every other type.
    size_t size() const;
    Reply at(size_t index) const;

private:
    const redisReply* m_reply = nullptr;
    Absence m_absence = Absence::none;
};

}  // namespace sluice::cache::redis
