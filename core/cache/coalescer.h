#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "cache/generations.h"
#include "cache/stored_response.h"
#include "event/broadcast.h"
#include "event/task.h"
#include "http/response.h"

namespace sluice::cache {

class Coalescer;
class Lead;

/// A request to a server that others wait for instead of sending their own. Shared by workers;
/// bounded in number by the requests that the pools take at once.
class Flight {
public:
    /// What became of it, for those who wait.
    struct Landing {
        enum class Kind : uint8_t {
            stored,    ///< `response` may be used by all whose request it matches
            released,  ///< the answer is for one client alone: each goes on its own
            failed,    ///< no server gave an answer, twice: each goes on its own
            lead,      ///< this one is to ask now: it makes a Lead of the flight
            timedOut,
        };
        Kind kind = Kind::timedOut;
        StoredResponsePtr response;
    };

    Flight(Coalescer& coalescer, std::string key, Generations::Generation began);

    /// Before its request was sent.
    Generations::Generation began() const { return m_began; }

    /// Is told of the interim answers that come while its owner waits.
    using Hear = std::function<void(const http::ResponseHead& interim)>;

    /// On any worker. `hear` may be empty.
    event::Task<Landing> wait(TimePoint deadline, Hear hear = {});

private:
    friend class Lead;
    friend class Coalescer;
    enum class State : uint8_t { flying, leaderless, stored, released, failed };

    /// How often a request that came to nothing is sent again by another who waits.
    static constexpr int mostTakeovers = 2;
    /// Interim answers beyond are for the lead's client alone.
    static constexpr size_t mostInterim = 16;

    using Interim = std::vector<std::shared_ptr<const http::ResponseHead>>;

    void tell(const http::ResponseHead& interim);
    Interim interimSince(size_t index);
    void settle(State state, StoredResponsePtr response);
    /// The lead was given up. Whoever asks next has it, those who wait first.
    void abandon();
    Landing landing();
    /// One of those who waited goes.
    void leave();

    Coalescer& m_coalescer;
    const std::string m_key;
    const Generations::Generation m_began;
    std::mutex m_mutex;  // guards what follows
    State m_state = State::flying;
    StoredResponsePtr m_response;
    Interim m_interim;
    int m_takeovers = 0;
    int m_waiting = 0;
    event::Broadcast m_news;
};

/// The duty to bring a flight to its end. Giving it up without a word hands it to one of those who
/// wait. Belongs to one worker.
class Lead {
public:
    explicit Lead(std::shared_ptr<Flight> flight) : m_flight(std::move(flight)) {}
    ~Lead();
    Lead(Lead&&) noexcept = default;
    Lead& operator=(Lead&&) = delete;

    /// An interim answer, for all who wait.
    void tell(const http::ResponseHead& interim) { m_flight->tell(interim); }
    /// The head of an answer that may be stored is here; its body may still grow.
    void land(StoredResponsePtr response);
    /// The answer may not be stored.
    void release();

private:
    std::shared_ptr<Flight> m_flight;
};

/// Makes one request to the servers of any number of simultaneous ones for a key (RFC 9111 section
/// 4). Any thread; outlives its flights.
class Coalescer {
public:
    /// `generations` outlives it.
    explicit Coalescer(const Generations& generations) : m_generations(generations) {}

    struct Joined {
        std::shared_ptr<Flight> flight;
        bool leads = false;  ///< the caller is the first: it makes a Lead of the flight
    };
    /// `key`: of what is stored, perhaps with more behind it. What is under way for it since before
    /// it was written over or purged is not joined.
    Joined join(std::string_view key);

private:
    friend class Flight;
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::shared_ptr<Flight>, TextHash> flights;
    };
    Shard& shardOf(std::string_view key);
    void remove(const Flight& flight);

    const Generations& m_generations;
    std::array<Shard, 16> m_shards;
};

}  // namespace sluice::cache
