#include "gateway/race.h"

#include <utility>

namespace sluice::gateway {

void Race::add(Attempt& attempt, event::Task<upstream::Outcome<>> run) {
    Lane& lane = m_lanes[m_count++];
    ++m_running;
    lane.race = this;
    lane.attempt = &attempt;
    lane.task = std::move(run);
    lane.task.start(&ended, &lane);
}

void Race::ended(void* lane) {
    auto& self = *static_cast<Lane*>(lane);
    self.outcome = self.task.result();
    --self.race->m_running;
    self.race->m_ended.notify();
}

Attempt* Race::winner() const {
    Attempt* answered = nullptr;
    for (const Lane& lane : m_lanes) {
        if (!lane.outcome || !*lane.outcome) continue;
        if (lane.attempt->response().status < 500) return lane.attempt;
        answered = lane.attempt;
    }
    return over() ? answered : nullptr;
}

upstream::Outcome<> Race::outcome() {
    return std::move(*m_lanes.front().outcome);
}

}  // namespace sluice::gateway
