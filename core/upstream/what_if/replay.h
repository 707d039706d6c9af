#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "upstream/server.h"
#include "upstream/tuning.h"
#include "upstream/what_if/try_log.h"
#include "upstream/what_if/what_if.h"

namespace sluice::upstream {

/// The tries in all logs that began at `since` or later, in the order of their start: no more than
/// have the newest 50,000 requests, and none from a time that one of the logs knows no more. Any
/// thread.
std::vector<Try> recentTries(std::span<const std::unique_ptr<TryLog>> logs, TimePoint since);

/// Gives the recorded requests, at the times at which they came, to each strategy in turn, on
/// copies of the servers. A try takes as long, and ends as, one that is drawn from those recorded
/// of that server near that moment. Any thread; about a second for all strategies on the most that
/// recentTries() gives. `tries` as from there, with servers from `servers`.
///
/// What it cannot know, and who shows it should say: service times depend on load. Among the tries
/// near a moment it prefers those recorded at a similar load, but a load that a server never had is
/// taken to change nothing, and neither does a pool at its limit make requests wait. Clients are
/// taken to send as they did, however fast they are answered; nothing is retried, and requests cut
/// short by a client are not in the record. A request counts as in flight until the head of its
/// answer. Weights, duties and conditions are those of now, for the whole time, so that no server
/// is ejected or comes back. Each strategy begins without measurements.
///
/// Strategies that go by a hash are left out where no hash was recorded.
WhatIf replay(const ServerList& servers, const Tuning& tuning, const std::vector<Try>& tries,
              const std::stop_token& stop = {});

}  // namespace sluice::upstream
