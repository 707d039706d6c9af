#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "metrics/series.h"
#include "upstream/options.h"

namespace sluice::upstream {

/// One server of a pool, as every thread sees it. Shared by all workers and kept over a reload when
/// pool, name and URL stay the same. Name and URL are immutable; the rest is atomic.
class Server {
public:
    Server(ServerOptions options, std::shared_ptr<metrics::Series> series)
        : m_name(std::move(options.name)),
          m_url(std::move(options.url)),
          m_authority(m_url.authority()),
          m_series(std::move(series)),
          m_weight(options.weight) {}

    const std::string& name() const { return m_name; }
    const ServerUrl& url() const { return m_url; }
    const std::string& authority() const { return m_authority; }
    metrics::Series& series() const { return *m_series; }

    double weight() const { return m_weight.load(std::memory_order_relaxed); }
    void setWeight(double weight) { m_weight.store(weight, std::memory_order_relaxed); }
    /// Whether a balancer may choose this server.
    bool eligible() const { return weight() > 0; }

    int64_t inFlight() const { return m_inFlight.load(std::memory_order_relaxed); }
    void requestStarted() { m_inFlight.fetch_add(1, std::memory_order_relaxed); }
    void requestEnded() { m_inFlight.fetch_sub(1, std::memory_order_relaxed); }

private:
    const std::string m_name;
    const ServerUrl m_url;
    const std::string m_authority;
    const std::shared_ptr<metrics::Series> m_series;
    std::atomic<double> m_weight;
    std::atomic<int64_t> m_inFlight{0};
};

using ServerList = std::vector<std::shared_ptr<Server>>;

}  // namespace sluice::upstream
