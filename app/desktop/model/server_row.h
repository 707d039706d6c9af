#pragma once

#include <QString>

#include "mark.h"
#include "metrics/snapshot.h"

namespace sluice::desktop {

/// A server as a line of a table shows it.
struct ServerRow {
    /// The parts of the composite score, as the reference weighs them.
    static constexpr double speedPart = 0.3, roomPart = 0.2, successPart = 0.3, healthPart = 0.2;

    QString name, url;
    QString state;     ///< "healthy", "ejected 24 s", "slow start 40 %"
    QString stateTip;  ///< why, and what the last check said
    int mark = Mark::Good;
    bool active = true;  ///< neither drained nor in maintenance
    QString duty;
    double weight = 1, measuredShare = 0, expectedShare = 0;
    QString shareText, rate, p50, p99, inFlight, success;
    QString lastCheck;  ///< "200 · 1 s ago"; "–" without checks
    /// Of the score, already weighted: their sum is the score, 0 to 1.
    double speedTerm = 0, roomTerm = 0, successTerm = 0, healthTerm = 0;
    QString score, scoreTip;

    static ServerRow of(const metrics::ServerSnapshot& server);

    bool operator==(const ServerRow&) const = default;
};

}  // namespace sluice::desktop
