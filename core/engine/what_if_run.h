#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "engine/background_run.h"
#include "upstream/pool.h"
#include "upstream/what_if/what_if.h"

namespace sluice::engine {

/// Replays a pool's recent traffic on a thread of its own, behind the workers in priority, one pool
/// at a time. Members are for the control thread.
class WhatIfRun {
public:
    using Done = std::function<void(Result<upstream::WhatIf>)>;

    /// How far back traffic counts as recent.
    static constexpr std::chrono::minutes memory{5};

    /// `done` is called once, from the event loop; at once and with an error if a run is under way.
    /// Not called any more once this is destroyed, which breaks the run off.
    void start(std::shared_ptr<const upstream::Pool> pool, Done done);

private:
    BackgroundRun m_run{"sluice-what-if"};
};

}  // namespace sluice::engine
