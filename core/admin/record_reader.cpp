#include <QJsonArray>
#include <QJsonDocument>

#include "admin/json_value.h"
#include "admin/record_json.h"
#include "base/printable.h"

/// Reads what record_json.cpp writes. The first thing that is wrong is told, with its path.
namespace sluice::admin {

using namespace Qt::StringLiterals;

namespace {

using metrics::HistogramCounts;
using metrics::Reading;
using metrics::Record;

constexpr auto statusNames =
    std::to_array<std::string_view>({"client_gone", "1xx", "2xx", "3xx", "4xx", "5xx"});

/// An object at a path, and what was wrong first in the whole document.
class Node {
public:
    Node(QJsonObject object, QString path, QString& wrong)
        : m_object(std::move(object)), m_path(std::move(path)), m_wrong(wrong) {}

    Node child(const QString& key) const {
        const QJsonValue value = m_object[key];
        if (!value.isObject()) fail(key, u"must be an object"_s);
        return {value.toObject(), m_path + u'.' + key, m_wrong};
    }
    bool has(const QString& key) const { return m_object.contains(key); }
    QStringList keys() const { return m_object.keys(); }
    QJsonArray array(const QString& key) const {
        if (!m_object[key].isArray()) fail(key, u"must be an array"_s);
        return m_object[key].toArray();
    }
    uint64_t count(const QString& key) const {
        const qint64 value = integer(key);
        if (value < 0) fail(key, u"must not be negative"_s);
        return static_cast<uint64_t>(std::max<qint64>(value, 0));
    }
    qint64 integer(const QString& key) const {
        const QJsonValue value = m_object[key];
        const qint64 whole = value.toInteger(-1);
        if (!value.isDouble() || (whole == -1 && value.toDouble() != -1)) {
            fail(key, u"must be a whole number"_s);
        }
        return whole;
    }
    double real(const QString& key) const {
        const double value = m_object[key].toDouble(-1);
        if (value < 0) fail(key, u"must be a number that is not negative"_s);
        return std::max(value, 0.0);
    }
    std::string text(const QString& key) const {
        if (!m_object[key].isString()) fail(key, u"must be a text"_s);
        return m_object[key].toString().toStdString();
    }
    void fail(const QString& key, const QString& what) const {
        if (m_wrong.isEmpty()) m_wrong = m_path + u'.' + key + u' ' + what;
    }

private:
    QJsonObject m_object;
    QString m_path;
    QString& m_wrong;
};

HistogramCounts readHistogram(const Node& node) {
    HistogramCounts counts;
    counts.addSum(node.count(u"sum_ns"_s));
    for (const auto& entry : node.array(u"buckets"_s)) {
        const qint64 bucket = entry[0].toInteger(-1);
        const qint64 n = entry[1].toInteger(-1);
        const bool valid =
            bucket >= 0 && n >= 0 && static_cast<size_t>(bucket) < metrics::Buckets::count;
        if (!valid) {
            node.fail(u"buckets"_s, u"must hold pairs of a bucket's index and a count"_s);
            return counts;
        }
        counts.add(static_cast<size_t>(bucket), static_cast<uint64_t>(n));
    }
    return counts;
}

Reading readSeries(const Node& node) {
    Reading reading;
    const Node status = node.child(u"status"_s);
    for (size_t i = 0; i < statusNames.size(); ++i)
        reading.byStatusClass[i] = status.count(latin1(statusNames[i]));
    reading.failures = node.count(u"failures"_s);
    reading.bytesIn = node.count(u"received_bytes"_s);
    reading.bytesOut = node.count(u"sent_bytes"_s);
    reading.inFlight = node.integer(u"in_flight"_s);
    const Node cache = node.child(u"cache"_s);
    for (size_t i = 0; i < metrics::cacheOutcomes; ++i)
        reading.cache.byOutcome[i] = cache.count(latin1(metrics::cacheOutcomeNames[i]));
    const Node phases = node.child(u"phases_ns"_s);
    for (size_t i = 0; i < metrics::phases; ++i)
        reading.phase_ns[i] = phases.count(latin1(metrics::phaseNames[i]));
    reading.latency = readHistogram(node.child(u"latency"_s));
    reading.firstByte = readHistogram(node.child(u"first_byte"_s));
    return reading;
}

metrics::BatchTraffic readBatch(const Node& node) {
    return {node.count(u"batches"_s), node.count(u"refused"_s), node.count(u"items"_s),
            node.count(u"items_failed"_s), node.count(u"time_ns"_s)};
}

std::map<std::string, Reading> readAll(const Node& node) {
    std::map<std::string, Reading> all;
    for (const QString& name : node.keys())
        all[name.toStdString()] = readSeries(node.child(name));
    return all;
}

Record readAt(const Node& node) {
    Record record;
    record.from_ms = node.integer(u"from_ms"_s);
    record.to_ms = node.integer(u"to_ms"_s);
    record.elapsed_s = node.real(u"elapsed_s"_s);
    record.cpu_s = node.real(u"cpu_s"_s);
    record.residentBytes = node.count(u"resident_bytes"_s);
    record.connectionsOpen = node.integer(u"connections_open"_s);
    record.badRequests = node.count(u"bad_requests"_s);
    if (node.has(u"batch"_s)) record.batch = readBatch(node.child(u"batch"_s));
    record.configurationHash = node.text(u"configuration_hash"_s);
    const Node configuration = node.child(u"configuration"_s);
    for (const QString& key : configuration.keys())
        record.configuration[key.toStdString()] = configuration.text(key);
    const Node environment = node.child(u"environment"_s);
    record.environment = {
        environment.text(u"system"_s), static_cast<int>(environment.integer(u"processors"_s)),
        static_cast<int>(environment.integer(u"workers"_s)), environment.text(u"sluice_version"_s)};
    record.total = readSeries(node.child(u"total"_s));
    record.routes = readAll(node.child(u"routes"_s));
    record.servers = readAll(node.child(u"servers"_s));
    return record;
}

}  // namespace

Result<metrics::Record> readRecord(const QByteArray& snapshotJson) {
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(snapshotJson, &error);
    if (error.error != QJsonParseError::NoError) {
        return failure("no JSON: " + error.errorString().toStdString() + " at byte " +
                       std::to_string(error.offset));
    }
    const QJsonObject json = document.object();
    const int version = json[u"version"_s].toInt();
    if (version < 1) return failure("no snapshot of Sluice: it has no version");
    if (version > metrics::Snapshot::version) {
        return failure("its version is " + std::to_string(version) + ", and this Sluice knows " +
                       std::to_string(metrics::Snapshot::version));
    }
    if (!json[u"record"_s].isObject()) return failure("a snapshot without the member \"record\"");
    QString wrong;
    Record record = readAt(Node(json[u"record"_s].toObject(), u"record"_s, wrong));
    if (!wrong.isEmpty()) return failure(printable(wrong.toStdString()));
    return record;
}

}  // namespace sluice::admin
