#include "traffic_truth.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace sluice::test {

namespace {

uint64_t countIn(const QJsonValue& value) {
    return static_cast<uint64_t>(value.toInteger());
}

const QStringList statuses{u"client_gone"_s, u"1xx"_s, u"2xx"_s, u"3xx"_s, u"4xx"_s, u"5xx"_s};

}  // namespace

QByteArray textOf(const Truth& truth) {
    QByteArray text = "client_gone, 1xx … 5xx:";
    for (const uint64_t count : truth.byStatus)
        text += ' ' + QByteArray::number(quint64{count});
    for (auto route = truth.byRoute.begin(); route != truth.byRoute.end(); ++route)
        text += ", " + route.key().toUtf8() + ' ' + QByteArray::number(quint64{route.value()});
    for (const uint64_t count :
         {truth.badRequests, truth.failures, truth.hits, truth.misses, truth.batches,
          truth.batchesRefused, truth.items, truth.itemsFailed})
        text += ' ' + QByteArray::number(quint64{count});
    return text;
}

Truth ofJson(const QByteArray& text) {
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    const QJsonObject record = json[u"record"_s].toObject();
    const QJsonObject total = record[u"total"_s].toObject();
    Truth truth;
    for (size_t i = 0; i < truth.byStatus.size(); ++i)
        truth.byStatus[i] = countIn(total[u"status"_s][statuses[qsizetype(i)]]);
    truth.failures = countIn(total[u"failures"_s]);
    truth.badRequests = countIn(record[u"bad_requests"_s]);
    const QJsonObject endpoints = json[u"endpoint_breakdown"_s].toObject();
    for (auto route = endpoints.begin(); route != endpoints.end(); ++route)
        if (const uint64_t count = countIn(route.value()[u"request_count"_s]))
            truth.byRoute[route.key()] = count;
    const QJsonObject cache = total[u"cache"_s].toObject();
    for (const auto& name : {"memory_hit"_L1, "collapsed"_L1, "stale_hit"_L1, "redis_hit"_L1})
        truth.hits += countIn(cache[name]);
    for (const auto& name :
         {"absent"_L1, "revalidated"_L1, "other_variant"_L1, "expired"_L1, "client_refused"_L1})
        truth.misses += countIn(cache[name]);
    const QJsonObject batch = record[u"batch"_s].toObject();
    truth.batches = countIn(batch[u"batches"_s]);
    truth.batchesRefused = countIn(batch[u"refused"_s]);
    truth.items = countIn(batch[u"items"_s]);
    truth.itemsFailed = countIn(batch[u"items_failed"_s]);
    const bool agrees = countIn(json[u"total_requests"_s]) == truth.requests() &&
                        countIn(json[u"total"_s][u"requests"_s]) == truth.requests();
    return agrees ? truth : Truth();
}

Truth ofCsv(const QByteArray& text, const Truth& known) {
    Truth truth;
    truth.hits = known.hits;
    truth.misses = known.misses;
    for (const QByteArray& line : text.split('\n')) {
        const QList<QByteArray> cells = line.split(',');
        const QByteArray scope = cells.value(0);
        const uint64_t requests = cells.value(2).toULongLong();
        if (scope == "total") {
            truth.failures = cells.value(4).toULongLong();
            for (size_t i = 0; i < truth.byStatus.size(); ++i)
                truth.byStatus[i] = cells.value(7 + qsizetype(i)).toULongLong();
            if (requests != truth.requests()) return {};
        }
        if (scope == "route" && requests > 0)
            truth.byRoute[QString::fromUtf8(cells.value(1))] = requests;
        if (scope == "bad_requests") truth.badRequests = requests;
        if (scope == "batches") {
            truth.batches = requests;
            truth.batchesRefused = cells.value(4).toULongLong();
        }
        if (scope == "batch_items") {
            truth.items = requests;
            truth.itemsFailed = cells.value(4).toULongLong();
        }
    }
    return truth;
}

Truth ofPrometheus(const std::string& text, const Truth& known) {
    Truth truth;
    const std::array<uint64_t, 6> zero{};
    std::array<uint64_t, 6> routes = zero;
    static const QRegularExpression label(u"(\\w+)=\"([^\"]*)\""_s);
    for (const QByteArray& bytes : QByteArray::fromStdString(text).split('\n')) {
        const QString line = QString::fromUtf8(bytes);
        if (line.startsWith(u'#')) continue;
        const QString name = line.section(QRegularExpression(u"[{ ]"_s), 0, 0);
        const auto value = static_cast<uint64_t>(line.section(u' ', -1).toDouble());
        QMap<QString, QString> labels;
        for (auto found = label.globalMatch(line); found.hasNext();) {
            const auto match = found.next();
            labels[match.captured(1)] = match.captured(2);
        }
        if (name == "sluice_requests_total"_L1 && value > 0) {
            routes[size_t(statuses.indexOf(labels[u"status"_s]))] += value;
            truth.byRoute[labels[u"route"_s]] += value;
        }
        if (name == "sluice_request_failures_total"_L1) truth.failures += value;
        if (name == "sluice_bad_requests_total"_L1) truth.badRequests = value;
        if (name == "sluice_batches_total"_L1) truth.batches = value;
        if (name == "sluice_batches_refused_total"_L1) truth.batchesRefused = value;
        if (name == "sluice_batch_items_total"_L1) truth.items = value;
        if (name == "sluice_batch_items_failed_total"_L1) truth.itemsFailed = value;
        if (name != "sluice_cache_requests_total"_L1) continue;
        const QString outcome = labels[u"outcome"_s];
        if (outcome == "bypassed"_L1) continue;
        (outcome.endsWith("_hit"_L1) || outcome == "collapsed"_L1 ? truth.hits : truth.misses) +=
            value;
    }
    truth.byStatus = known.byStatus;
    uint64_t rest = 0;
    for (size_t i = 0; i < routes.size(); ++i)
        rest += known.byStatus[i] - routes[i];
    return rest == truth.badRequests ? truth : Truth();
}

}  // namespace sluice::test
