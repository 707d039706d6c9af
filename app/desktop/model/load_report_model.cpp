#include "load_report_model.h"

#include "number_format.h"

using namespace Qt::StringLiterals;

namespace sluice::desktop {

namespace {

const QString nothing = u"–"_s;

/// Of a report, or of its uncorrected part.
QString timeOf(const QJsonObject& part, const QString& key) {
    if (part.isEmpty()) return nothing;
    const QJsonValue value = key.startsWith(u'p') ? part[u"percentiles_ms"_s][key] : part[key];
    return format::milliseconds(value.toDouble());
}

QString countOf(const QJsonObject& report, const QString& key) {
    return format::count(report[key].toDouble());
}

}  // namespace

int LoadReportModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> LoadReportModel::roleNames() const {
    return {{NameRole, "name"},
            {ClientRole, "client"},
            {GatewayRole, "gateway"},
            {UncorrectedRole, "uncorrected"}};
}

QVariant LoadReportModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case NameRole:
            return row.name;
        case ClientRole:
            return row.client;
        case GatewayRole:
            return row.gateway;
        case UncorrectedRole:
            return row.uncorrected;
        default:
            return {};
    }
}

void LoadReportModel::show(const QJsonObject& report,
                           const std::optional<GatewaySide::View>& gateway) {
    QList<Row> rows;
    if (!report.isEmpty()) {
        const double wall_s = report[u"wall_time_s"].toDouble();
        const auto count = [&](double number) { return gateway ? format::count(number) : nothing; };
        const double requests = gateway ? gateway->requests : 0;
        const metrics::Percentiles latency =
            gateway ? metrics::percentilesOf(gateway->latency) : metrics::Percentiles{};
        rows << Row{tr("Requests"), countOf(report, u"total_requests"_s), count(requests), nothing}
             << Row{tr("Failed"), countOf(report, u"failed_requests"_s),
                    count(gateway ? gateway->errors : 0), nothing}
             << Row{tr("Requests / s"), countOf(report, u"requests_per_second"_s),
                    count(wall_s > 0 ? requests / wall_s : 0), nothing};
        const QJsonObject sent = report[u"uncorrected"].toObject();
        const auto addTime = [&](const QString& name, const QString& key, double gateway_ms) {
            rows << Row{name, timeOf(report, key), format::milliseconds(gateway_ms),
                        timeOf(sent, key)};
        };
        addTime(tr("Mean, ms"), u"avg_response_time_ms"_s, latency.mean_ms);
        addTime(tr("Median, ms"), u"median_response_time_ms"_s, latency.p50_ms);
        addTime(tr("p90, ms"), u"p90"_s, latency.p90_ms);
        addTime(tr("p95, ms"), u"p95"_s, latency.p95_ms);
        addTime(tr("p99, ms"), u"p99"_s, latency.p99_ms);
        addTime(tr("Longest, ms"), u"max_response_time_ms"_s, latency.max_ms);
    }
    replaceRows(m_rows, rows);
}

QByteArray LoadReportModel::toCsv() const {
    QString text = u"figure,load test,gateway,from when it was sent\r\n"_s;
    for (const Row& row : m_rows) {
        text += u"\"%1\",\"%2\",\"%3\",\"%4\"\r\n"_s.arg(row.name, row.client, row.gateway,
                                                         row.uncorrected);
    }
    return text.toUtf8();
}

}  // namespace sluice::desktop
