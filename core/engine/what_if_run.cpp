#include "engine/what_if_run.h"

#include <utility>

#include "upstream/what_if/replay.h"

namespace sluice::engine {

namespace {

upstream::WhatIf rehearse(const upstream::Pool& pool, const std::stop_token& stop) {
    const auto tries = upstream::recentTries(pool.logs, Clock::now() - WhatIfRun::memory);
    upstream::WhatIf result = upstream::replay(pool.servers, pool.tuning, tries, stop);
    result.pool = pool.options.name;
    return result;
}

}  // namespace

void WhatIfRun::start(std::shared_ptr<const upstream::Pool> pool, Done done) {
    if (m_run.isBusy()) {
        done(failure("a what-if is being computed already; try again in a second"));
        return;
    }
    const auto result = std::make_shared<upstream::WhatIf>();
    m_run.add([pool = std::move(pool),
               result](const std::stop_token& stop) { *result = rehearse(*pool, stop); },
              [result, done = std::move(done)] { done(std::move(*result)); });
}

}  // namespace sluice::engine
