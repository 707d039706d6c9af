#include "engine/what_if_run.h"

#include <pthread.h>
#include <sys/resource.h>

#include <utility>

#include "upstream/what_if/replay.h"

namespace sluice::engine {

namespace {

constexpr int politeness = 10;

void yieldToWorkers() {
    ::pthread_setname_np(::pthread_self(), "sluice-what-if");
    ::setpriority(PRIO_PROCESS, 0, politeness);  // of this thread alone, on Linux
}

upstream::WhatIf rehearse(const upstream::Pool& pool, const std::stop_token& stop) {
    const auto tries = upstream::recentTries(pool.logs, Clock::now() - WhatIfRun::memory);
    upstream::WhatIf result = upstream::replay(pool.servers, pool.tuning, tries, stop);
    result.pool = pool.options.name;
    return result;
}

}  // namespace

void WhatIfRun::start(std::shared_ptr<const upstream::Pool> pool, Done done) {
    if (m_done) {
        done(failure("a what-if is being computed already; try again in a second"));
        return;
    }
    m_done = std::move(done);
    m_thread = std::jthread([this, pool = std::move(pool)](const std::stop_token& stop) {
        yieldToWorkers();
        QMetaObject::invokeMethod(
            &m_context,
            [this, result = rehearse(*pool, stop)]() mutable { finish(std::move(result)); },
            Qt::QueuedConnection);
    });
}

void WhatIfRun::finish(upstream::WhatIf result) {
    m_thread.join();
    std::exchange(m_done, {})(std::move(result));
}

}  // namespace sluice::engine
