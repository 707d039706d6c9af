#include "cache/coalescer.h"

#include <utility>

#include "base/hash.h"

namespace sluice::cache {

Flight::Flight(Coalescer& coalescer, std::string key, Generations::Generation began)
    : m_coalescer(coalescer), m_key(std::move(key)), m_began(began) {}

event::Task<Flight::Landing> Flight::wait(TimePoint deadline, Hear hear) {
    struct Count {  // also of one that is destroyed while it waits
        explicit Count(Flight& f) : flight(f) {
            const std::lock_guard lock(flight.m_mutex);
            ++flight.m_waiting;
        }
        ~Count() { flight.leave(); }
        Flight& flight;
    };
    const Count count(*this);
    size_t heard = interimSince(0).size();
    for (;;) {
        const uint64_t seen = m_news.now();
        for (const auto& interim : interimSince(heard)) {
            if (hear) hear(*interim);
            ++heard;
        }
        Landing landed = landing();
        if (landed.kind != Landing::Kind::timedOut) co_return landed;
        const bool told = co_await m_news.after(seen, deadline);
        if (!told) co_return Landing{};
    }
}

void Flight::leave() {
    bool forsaken = false;  // the last has gone before it could take over
    {
        const std::lock_guard lock(m_mutex);
        forsaken = --m_waiting == 0 && m_state == State::leaderless;
    }
    if (forsaken) m_coalescer.remove(*this);
}

/// timedOut: not yet.
Flight::Landing Flight::landing() {
    const std::lock_guard lock(m_mutex);
    switch (m_state) {
        case State::flying:
            return {};
        case State::leaderless:
            m_state = State::flying;
            return {Landing::Kind::lead, {}};
        case State::stored:
            return {Landing::Kind::stored, m_response};
        case State::released:
            return {Landing::Kind::released, {}};
        case State::failed:
            break;
    }
    return {Landing::Kind::failed, {}};
}

void Flight::tell(const http::ResponseHead& interim) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_interim.size() >= mostInterim) return;
        m_interim.push_back(std::make_shared<const http::ResponseHead>(interim));
    }
    m_news.tell();
}

Flight::Interim Flight::interimSince(size_t index) {
    const std::lock_guard lock(m_mutex);
    return {m_interim.begin() + static_cast<ptrdiff_t>(index), m_interim.end()};
}

void Flight::settle(State state, StoredResponsePtr response) {
    m_coalescer.remove(*this);
    {
        const std::lock_guard lock(m_mutex);
        m_state = state;
        m_response = std::move(response);
    }
    m_news.tell();
}

void Flight::abandon() {
    bool awaited = false;
    {
        const std::lock_guard lock(m_mutex);
        const bool again = m_takeovers++ < mostTakeovers;
        m_state = again ? State::leaderless : State::failed;
        awaited = again && m_waiting > 0;
    }
    if (!awaited) m_coalescer.remove(*this);
    m_news.tell();
}

Lead::~Lead() {
    if (m_flight) m_flight->abandon();
}

void Lead::land(StoredResponsePtr response) {
    std::exchange(m_flight, nullptr)->settle(Flight::State::stored, std::move(response));
}

void Lead::release() {
    std::exchange(m_flight, nullptr)->settle(Flight::State::released, {});
}

Coalescer::Joined Coalescer::join(std::string_view key) {
    Shard& shard = shardOf(key);
    const std::lock_guard lock(shard.mutex);
    auto& flight = shard.flights[std::string(key)];
    const bool leads = !flight || m_generations.hasChanged(flight->began(), key);
    if (leads) flight = std::make_shared<Flight>(*this, std::string(key), m_generations.now());
    return {flight, leads};
}

void Coalescer::remove(const Flight& flight) {
    Shard& shard = shardOf(flight.m_key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.flights.find(flight.m_key);
    if (found != shard.flights.end() && found->second.get() == &flight) shard.flights.erase(found);
}

Coalescer::Shard& Coalescer::shardOf(std::string_view key) {
    return m_shards[hashOf(key) % m_shards.size()];
}

}  // namespace sluice::cache
