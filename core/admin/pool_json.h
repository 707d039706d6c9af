#pragma once

#include <QByteArray>
#include <QJsonObject>

#include "admin/actions.h"
#include "metrics/snapshot.h"

namespace sluice::admin {

/// A pool of a snapshot: {name strategy configured_strategy score_scale_ms max_ejected failing_open
/// concurrency {now max queued overflows} retries {total refused now} hedges {total won} breaker
/// transport connections {open idle max waiting} settings {KEY: TEXT} servers [SERVER]}.
/// SERVER: {name url state reason weight configured_weight effective_weight ramp duty
/// configured_duty expected_share measured_share ejected_for_s failing_for_s last_check {result
/// ago_s} average_latency_ms success_rate peak_latency_ms score {speed room success health total}
/// tunnels traffic}; last_check is null where there was none.
QJsonObject poolJson(const metrics::PoolSnapshot& pool);

/// The same with what may be changed: the settings in use by their keys in "effective" and, beside
/// what is counted, on their own, and all that the file says of them in "configured"; without what
/// may be secret, or as it is for who has set it.
QByteArray poolToJson(const metrics::PoolSnapshot& pool, const Actions& actions,
                      bool isMasked = true);
/// All pools, as an array.
QByteArray poolsToJson(const metrics::Snapshot& snapshot, const Actions& actions);
/// A server as in its pool, with the pool's name as "pool".
QByteArray serverToJson(const std::string& pool, const metrics::ServerSnapshot& server);

}  // namespace sluice::admin
