#include "gateway/race.h"

#include <span>
#include <utility>

namespace sluice::gateway {

namespace {

/// How long the other server may take when one has answered with an error.
constexpr std::chrono::seconds chance{5};

}  // namespace

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
    Race& race = *self.race;
    --race.m_running;
    if (*self.outcome) race.m_patience = event::EpollDispatcher::current()->now() + chance;
    race.m_ended.notify();
}

bool Race::decided() const {
    const Attempt* const best = answered();
    return over() || (best && best->isGood());
}

Attempt* Race::answered() const {
    Attempt* any = nullptr;
    for (const Lane& lane : m_lanes) {
        if (!lane.outcome || !*lane.outcome) continue;
        if (lane.attempt->isGood()) return lane.attempt;
        any = lane.attempt;
    }
    return any;
}

upstream::Outcome<> Race::outcome() {
    return std::move(*m_lanes.front().outcome);
}

upstream::Outcome<> Race::giveUp() {
    upstream::Outcome<> last;
    for (const Lane& lane : std::span(m_lanes).first(m_count)) {
        if (!lane.outcome) last = lane.attempt->giveUp();
    }
    return last;
}

}  // namespace sluice::gateway
