#include "gateway/recording.h"

#include <algorithm>
#include <utility>

namespace sluice::gateway {

Recording::~Recording() {
    release();
}

void Recording::release() {
    const auto elapsed_ns = static_cast<uint64_t>(elapsed().count());
    if (metrics::Cell* route = std::exchange(m_route, nullptr)) count(*route, elapsed_ns);
    if (upstream::Server* server = std::exchange(m_server, nullptr)) {
        count(*m_serverCell, elapsed_ns);
        server->requestEnded();
    }
}

void Recording::setRoute(metrics::Cell& cell) {
    m_route = &cell;
    cell.inFlight.add(1);
}

void Recording::setServer(upstream::Server& server, int worker) {
    m_server = &server;
    m_serverCell = &server.series().cell(worker);
    m_serverCell->inFlight.add(1);
    server.requestStarted();
}

void Recording::finish(int status, uint64_t bytesIn, uint64_t bytesOut) {
    m_status = status;
    m_bytesIn = bytesIn;
    m_bytesOut = bytesOut;
}

void Recording::count(metrics::Cell& cell, uint64_t elapsed_ns) const {
    const int statusClass = m_failed ? 5 : std::min(m_status / 100, 5);
    cell.byStatusClass[static_cast<size_t>(statusClass)].add();
    if (m_failed) cell.failures.add();
    cell.bytesIn.add(m_bytesIn);
    cell.bytesOut.add(m_bytesOut);
    cell.inFlight.add(-1);
    cell.latency.record(elapsed_ns);
}

}  // namespace sluice::gateway
