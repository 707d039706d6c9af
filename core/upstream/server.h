#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/address_range.h"
#include "metrics/series.h"
#include "upstream/options.h"
#include "upstream/server_statistics.h"

namespace sluice::upstream {

/// What the health monitor thinks of a server: by probes (unhealthy) or by its traffic (ejected).
enum class Condition : uint8_t { healthy, unhealthy, ejected };

/// One server of a pool, as every thread sees it. Shared by all workers and kept over a reload when
/// pool, name and URL stay the same. Name and URL are immutable; the rest is atomic.
class Server {
public:
    Server(ServerOptions options, std::shared_ptr<metrics::Series> series)
        : m_name(std::move(options.name)),
          m_url(std::move(options.url)),
          m_authority(m_url.authority()),
          m_private(isPrivateHost(m_url.endpoint.host)),
          m_series(std::move(series)),
          m_weight(options.weight),
          m_duty(options.duty) {}

    const std::string& name() const { return m_name; }
    const ServerUrl& url() const { return m_url; }
    const std::string& authority() const { return m_authority; }
    /// Whether a request of a client that named a Host is sent with that instead of authority().
    bool getsClientsHost(PreserveHost preserve) const {
        return preserve == PreserveHost::always ||
               (preserve == PreserveHost::automatic && m_private);
    }
    metrics::Series& series() const { return *m_series; }
    ServerStatistics& statistics() { return m_statistics; }
    const ServerStatistics& statistics() const { return m_statistics; }

    double weight() const { return m_weight.load(std::memory_order_relaxed); }
    void setWeight(double weight) { m_weight.store(weight, std::memory_order_relaxed); }
    Duty duty() const { return m_duty.load(std::memory_order_relaxed); }
    void setDuty(Duty duty) { m_duty.store(duty, std::memory_order_relaxed); }
    Condition condition() const { return m_condition.load(std::memory_order_relaxed); }
    /// Takes it out of the balance, with the cause in a person's words. `until`: when it may come
    /// back at the earliest. For the health monitor alone, as is setBack().
    void setOut(Condition condition, std::string reason, TimePoint until);
    void setBack() { m_condition.store(Condition::healthy, std::memory_order_relaxed); }
    /// Of the last setOut(). May wait a moment for the monitor: not for the path of every request.
    std::string reason() const;
    TimePoint outUntil() const { return m_outUntil.load(std::memory_order_relaxed); }
    /// Since when its requests fail without a success between; zero while they do not. It may well
    /// be in the balance, with nobody to take its place. For the health monitor alone to set.
    TimePoint failingSince() const { return m_failingSince.load(std::memory_order_relaxed); }
    void setFailingSince(TimePoint since) {
        m_failingSince.store(since, std::memory_order_relaxed);
    }
    bool failing() const { return failingSince() != TimePoint{}; }
    /// Slow start: the part of its weight that the server has, above 0 to 1.
    double ramp() const { return m_ramp.load(std::memory_order_relaxed); }
    void setRamp(double ramp) { m_ramp.store(ramp, std::memory_order_relaxed); }
    /// Fail-open: the condition does not matter.
    bool trustedAnyway() const { return m_trustedAnyway.load(std::memory_order_relaxed); }
    void setTrustedAnyway(bool on) { m_trustedAnyway.store(on, std::memory_order_relaxed); }

    /// The weight to balance by, now; 0 for a server that must get no requests.
    double effectiveWeight() const {
        const bool trusted = condition() == Condition::healthy || trustedAnyway();
        return trusted && duty() == Duty::active ? weight() * ramp() : 0;
    }
    /// Whether a balancer may choose this server.
    bool eligible() const { return effectiveWeight() > 0; }

    int64_t inFlight() const { return m_inFlight.load(std::memory_order_relaxed); }
    void requestStarted() { m_inFlight.fetch_add(1, std::memory_order_relaxed); }
    void requestEnded() { m_inFlight.fetch_sub(1, std::memory_order_relaxed); }
    /// Those in flight that hold none of the pool's places any more, as an event stream.
    int64_t streams() const { return m_streams.load(std::memory_order_relaxed); }
    void streamStarted() { m_streams.fetch_add(1, std::memory_order_relaxed); }
    void streamEnded() { m_streams.fetch_sub(1, std::memory_order_relaxed); }
    /// Of the pool's places, those that its requests hold.
    int64_t places() const { return inFlight() - streams(); }
    /// All that is open to it: what strategies go by that send requests where there is least.
    int64_t load() const { return inFlight() + tunnels(); }
    /// Which of its addresses answered last, by SocketAddress::hash(); 0: none so far.
    uint64_t answeringAddress() const { return m_answering.load(std::memory_order_relaxed); }
    void setAnsweringAddress(uint64_t hash) { m_answering.store(hash, std::memory_order_relaxed); }
    /// Upgraded connections, which are not in flight any more.
    int64_t tunnels() const { return m_tunnels.load(std::memory_order_relaxed); }

private:
    friend class ServerTunnel;
    const std::string m_name;
    const ServerUrl m_url;
    const std::string m_authority;
    const bool m_private;
    const std::shared_ptr<metrics::Series> m_series;
    ServerStatistics m_statistics;
    std::atomic<double> m_weight;
    std::atomic<Duty> m_duty;
    std::atomic<double> m_ramp{1};
    std::atomic<Condition> m_condition{Condition::healthy};
    std::atomic<bool> m_trustedAnyway{false};
    std::atomic<TimePoint> m_failingSince{};
    std::atomic<int64_t> m_inFlight{0};
    std::atomic<int64_t> m_streams{0};
    std::atomic<int64_t> m_tunnels{0};
    std::atomic<TimePoint> m_outUntil{};
    std::atomic<uint64_t> m_answering{0};
    mutable std::mutex m_reasonLock;
    std::string m_reason;
};

/// Counts an upgraded connection for as long as it lives.
class ServerTunnel {
public:
    explicit ServerTunnel(Server& server) : m_server(server) {
        m_server.m_tunnels.fetch_add(1, std::memory_order_relaxed);
    }
    ~ServerTunnel() { m_server.m_tunnels.fetch_sub(1, std::memory_order_relaxed); }
    ServerTunnel(const ServerTunnel&) = delete;
    ServerTunnel& operator=(const ServerTunnel&) = delete;

private:
    Server& m_server;
};

inline void Server::setOut(Condition condition, std::string reason, TimePoint until) {
    {
        const std::lock_guard lock(m_reasonLock);
        m_reason = std::move(reason);
    }
    m_outUntil.store(until, std::memory_order_relaxed);
    m_condition.store(condition, std::memory_order_relaxed);
}

inline std::string Server::reason() const {
    const std::lock_guard lock(m_reasonLock);
    return m_reason;
}

using ServerList = std::vector<std::shared_ptr<Server>>;

}  // namespace sluice::upstream
