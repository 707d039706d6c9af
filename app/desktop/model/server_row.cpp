#include "server_row.h"

#include <QCoreApplication>
#include <cmath>

#include "number_format.h"

namespace sluice::desktop {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("ServerRow", text);
}

/// Balanced as before, since nothing takes it out; but healthy it is not.
bool refusesAll(const metrics::ServerSnapshot& server) {
    return server.state == "healthy" && server.traffic.rates.per_10s > 0 &&
           server.traffic.errorRate >= 0.999;
}

int markOf(const metrics::ServerSnapshot& server) {
    if (refusesAll(server)) return Mark::Bad;
    if (server.state == "healthy") return Mark::Good;
    if (server.state == "ejected" || server.state == "unhealthy" || server.state == "failing")
        return Mark::Bad;
    return server.duty != "active" || server.state == "drained" || server.state == "maintenance" ||
                   server.state == "disabled"
               ? Mark::Off
               : Mark::Notice;
}

QString stateOf(const metrics::ServerSnapshot& server) {
    if (refusesAll(server)) return tr("failing");
    const QString state = QString::fromStdString(server.state);
    if (server.state == "ejected" && server.ejectedFor_s > 0)
        return tr("%1 %2").arg(state, format::duration(std::ceil(server.ejectedFor_s)));
    if (server.state == "failing")
        return tr("%1 %2").arg(state, format::duration(server.failingFor_s));
    if (server.state == "slow start" && server.ramp < 1)
        return tr("%1 %2 %").arg(state).arg(static_cast<int>(server.ramp * 100));
    return state;
}

QString lastCheckOf(const metrics::ServerSnapshot& server) {
    return server.lastCheckAgo_s < 0
               ? QStringLiteral("–")
               : QStringLiteral("%1 · %2").arg(QString::fromStdString(server.lastCheck),
                                               format::ago(server.lastCheckAgo_s));
}

QString stateTipOf(const metrics::ServerSnapshot& server) {
    if (refusesAll(server))
        return tr(
            "every answer of the last 10 s was an error, and nothing takes the server out:\n"
            "no probes, and no outlier detection that applies");
    const QString why =
        server.reason.empty() ? stateOf(server) : QString::fromStdString(server.reason);
    return why + u'\n' +
           (server.lastCheckAgo_s < 0 ? tr("not checked by probes")
                                      : tr("last check: %1").arg(lastCheckOf(server)));
}

QString term(double part, const QString& name, double value) {
    return QStringLiteral("%1 × %2 %3").arg(part).arg(name, format::score(value));
}

QString scoreTipOf(const metrics::ServerSnapshot& server) {
    const metrics::ScoreSnapshot& score = server.score;
    return term(ServerRow::speedPart, tr("speed"), score.speed) + QStringLiteral(" + ") +
           term(ServerRow::roomPart, tr("room"), score.room) + QStringLiteral(" + ") +
           term(ServerRow::successPart, tr("success"), score.success) + QStringLiteral(" + ") +
           term(ServerRow::healthPart, tr("health"), score.health) + u'\n' +
           tr("average %1 ms, peak %2 ms")
               .arg(format::milliseconds(server.averageLatency_ms),
                    format::milliseconds(server.peakLatency_ms));
}

}  // namespace

ServerRow ServerRow::of(const metrics::ServerSnapshot& server) {
    const metrics::Traffic& traffic = server.traffic;
    const bool busy = traffic.rates.per_10s > 0;
    return {.name = QString::fromStdString(server.name),
            .url = QString::fromStdString(server.url),
            .state = stateOf(server),
            .stateTip = stateTipOf(server),
            .mark = markOf(server),
            .active = server.duty == "active",
            .duty = QString::fromStdString(server.duty),
            .weight = server.weight,
            .measuredShare = server.measuredShare,
            .expectedShare = server.expectedShare,
            .shareText = format::percent(server.measuredShare) + QStringLiteral(" %"),
            .rate = format::count(traffic.rates.per_1s),
            .p50 = format::milliseconds(traffic.latency.p50_ms),
            .p99 = format::milliseconds(traffic.latency.p99_ms),
            .inFlight = format::count(static_cast<double>(traffic.inFlight)),
            .success = busy ? format::success(traffic.errorRate) + QStringLiteral(" %")
                            : QStringLiteral("–"),
            .lastCheck = lastCheckOf(server),
            .speedTerm = speedPart * server.score.speed,
            .roomTerm = roomPart * server.score.room,
            .successTerm = successPart * server.score.success,
            .healthTerm = healthPart * server.score.health,
            .score = format::score(server.score.total),
            .scoreTip = scoreTipOf(server)};
}

}  // namespace sluice::desktop
