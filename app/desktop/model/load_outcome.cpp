#include "load_outcome.h"

#include <QCoreApplication>
#include <QJsonArray>

#include "metrics/snapshot.h"
#include "number_format.h"

using namespace Qt::StringLiterals;

namespace sluice::desktop {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("LoadOutcome", text);
}

QStringList sentences(const QJsonValue& array, const QString& start) {
    QStringList lines;
    for (const auto& text : array.toArray()) {
        QString line = start + text.toString();
        line[0] = line[0].toUpper();
        lines << line + u'.';
    }
    return lines;
}

/// The gateway's side of a scenario, in an exported report.
QJsonObject gatewayJson(const GatewaySide::View& view) {
    const metrics::Percentiles latency = metrics::percentilesOf(view.latency);
    QJsonArray buckets;
    for (size_t i = 0; i < metrics::Buckets::count; ++i) {
        if (view.latency.at(i) == 0) continue;
        buckets.append(QJsonArray{static_cast<qint64>(metrics::Buckets::lowest(i)),
                                  static_cast<qint64>(view.latency.at(i))});
    }
    return {{u"route"_s, view.route},
            {u"request_count"_s, view.requests},
            {u"server_errors"_s, view.errors},
            {u"response_time_ms"_s, QJsonObject{{u"mean"_s, latency.mean_ms},
                                                {u"p50"_s, latency.p50_ms},
                                                {u"p90"_s, latency.p90_ms},
                                                {u"p95"_s, latency.p95_ms},
                                                {u"p99"_s, latency.p99_ms},
                                                {u"max"_s, latency.max_ms}}},
            {u"histogram"_s, buckets}};
}

}  // namespace

QString LoadOutcome::remarks() const {
    const QJsonObject report = result();
    QStringList lines =
        sentences(report[u"generator"][u"limits"], tr("the generator was the limit: "));
    const QJsonObject errors = report[u"error_breakdown"].toObject();
    for (auto error = errors.begin(); error != errors.end(); ++error)
        lines << tr("%1: %2 requests.").arg(error.key(), format::count(error.value().toDouble()));
    return (lines + sentences(report[u"notes"], {})).join(u'\n');
}

QJsonObject LoadOutcome::withGateway() const {
    QJsonObject report = result();
    if (gateway) report[u"gateway"_s] = gatewayJson(*gateway);
    return report;
}

}  // namespace sluice::desktop
