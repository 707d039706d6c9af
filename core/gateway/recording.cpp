#include "gateway/recording.h"

#include <algorithm>
#include <utility>

namespace sluice::gateway {

Recording::~Recording() {
    release();
}

void Recording::setCell(metrics::Cell& cell) {
    m_cell = &cell;
    cell.inFlight.add(1);
}

void Recording::finish(int status, uint64_t bytesIn, uint64_t bytesOut, TimePoint now) {
    m_timeline.advance(now);
    m_finished = true;
    m_status = status;
    m_bytesIn = bytesIn;
    m_bytesOut = bytesOut;
}

void Recording::release() {
    metrics::Cell* const cell = std::exchange(m_cell, nullptr);
    if (!cell) return;
    const int statusClass = m_failed ? 5 : std::min(m_status / 100, 5);
    cell->byStatusClass[static_cast<size_t>(statusClass)].add();
    if (m_failed) cell->failures.add();
    if (m_cache) cell->cache[static_cast<size_t>(*m_cache)].add();
    cell->bytesIn.add(m_bytesIn);
    cell->bytesOut.add(m_bytesOut);
    cell->inFlight.add(-1);
    if (!m_finished) m_timeline.advance(Clock::now());
    for (size_t i = 0; i < metrics::phases; ++i) {
        const Duration spent = m_timeline.spent(static_cast<metrics::Phase>(i));
        if (spent > Duration::zero()) cell->phase[i].add(static_cast<uint64_t>(spent.count()));
    }
    cell->latency.record(static_cast<uint64_t>(m_timeline.total().count()));
    if (const auto firstByte = m_timeline.firstByte()) {
        cell->firstByte.record(static_cast<uint64_t>(firstByte->count()));
    }
}

}  // namespace sluice::gateway
