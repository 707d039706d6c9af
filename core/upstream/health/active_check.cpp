#include "upstream/health/active_check.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::upstream {

namespace {

/// After which to try again when too many probes are under way.
constexpr std::chrono::milliseconds busyWait{20};

}  // namespace

ActiveCheck::ActiveCheck(std::shared_ptr<Server> server, Shared& shared, Done done)
    : m_server(std::move(server)),
      m_shared(shared),
      m_done(std::move(done)),
      m_next(Clock::now() + std::max(Duration::zero(), jitter())),
      m_timer(event::EpollDispatcher::current()->timers(), &due, this) {
    m_timer.arm(m_next);
}

ActiveCheck::~ActiveCheck() {
    if (m_probe) ++m_shared.freeProbes;
}

void ActiveCheck::due(void* self) {
    auto& check = *static_cast<ActiveCheck*>(self);
    if (check.m_shared.freeProbes == 0) {
        check.m_timer.arm(Clock::now() + busyWait);
        return;
    }
    check.m_next = Clock::now() + check.m_shared.options.interval + check.jitter();
    if (check.m_server->duty() == Duty::maintenance) {
        check.m_timer.arm(check.m_next);
        return;
    }
    check.begin();
}

void ActiveCheck::begin() {
    --m_shared.freeProbes;
    m_probe = std::make_unique<Probe>(m_shared.transport, m_server, m_shared.options,
                                      [this](const CheckResult& result) { ended(result); });
    m_probe->start();
}

void ActiveCheck::ended(const CheckResult& result) {
    m_probe.reset();
    ++m_shared.freeProbes;
    m_timer.arm(std::max(m_next, Clock::now() + Duration(1)));
    if (m_server->duty() != Duty::maintenance && result.conclusive) m_done(result);
}

Duration ActiveCheck::jitter() {
    std::uniform_real_distribution<double> around(-1, 1);
    const double part = m_shared.options.jitter * around(m_random);
    return std::chrono::duration_cast<Duration>(part * m_shared.options.interval);
}

}  // namespace sluice::upstream
