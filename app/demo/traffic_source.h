#pragma once

#include <memory>

#include "base/endpoint.h"
#include "event/worker.h"

namespace sluice::demo {

/// A gentle load on a gateway: 24 clients that ask one request at a time and think in between, 120
/// to 200 requests/s in waves of 40 seconds. A client whose request fails waits a second. Runs on a
/// thread of its own; made and destroyed on one thread, which is not that.
class TrafficSource {
public:
    explicit TrafficSource(ServerUrl gateway);
    /// Cancels what is in flight.
    ~TrafficSource();
    TrafficSource(const TrafficSource&) = delete;
    TrafficSource& operator=(const TrafficSource&) = delete;

private:
    class Clients;

    std::unique_ptr<Clients> m_clients;  // of the worker's thread
    event::Worker m_worker;
};

}  // namespace sluice::demo
