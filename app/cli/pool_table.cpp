#include "cli/pool_table.h"

#include <QJsonObject>
#include <algorithm>
#include <array>
#include <vector>

#include "base/printable.h"

using namespace Qt::StringLiterals;

namespace sluice::cli {

namespace {

constexpr size_t columns = 9;
using Row = std::array<QString, columns>;

QString percent(const QJsonValue& share) {
    return QString::number(100 * share.toDouble(), 'f', 1) + u" %"_s;
}

QString rounded(const QJsonValue& value) {
    return QString::number(value.toDouble(), 'f', 1);
}

Row rowOf(const QJsonObject& server) {
    const QJsonObject traffic = server[u"traffic"].toObject();
    const QJsonObject latency = traffic[u"latency"].toObject();
    return {server[u"name"].toString(),
            server[u"state"].toString(),
            QString::number(server[u"weight"].toDouble()),
            percent(server[u"expected_share"]),
            percent(server[u"measured_share"]),
            rounded(traffic[u"rates"].toObject()[u"1s"]),
            rounded(latency[u"p50_ms"]),
            rounded(latency[u"p99_ms"]),
            server[u"reason"].toString()};
}

/// Names to the left, numbers to the right, two spaces between.
QString aligned(const std::vector<Row>& rows) {
    std::array<qsizetype, columns> widths{};
    for (const Row& row : rows) {
        for (size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    QString text;
    for (const Row& row : rows) {
        QString line = u"  "_s;
        for (size_t i = 0; i < columns; ++i) {
            const bool left = i < 2 || i + 1 == columns;
            line += left ? row[i].leftJustified(widths[i]) : row[i].rightJustified(widths[i]);
            line += u"  "_s;
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

}  // namespace

std::string poolTable(const QJsonArray& pools) {
    QString text;
    for (const auto& value : pools) {
        const QJsonObject pool = value.toObject();
        text += u"%1 (%2)\n"_s.arg(pool[u"name"].toString(), pool[u"strategy"].toString());
        std::vector<Row> rows{{u"server"_s, u"state"_s, u"weight"_s, u"expected"_s, u"measured"_s,
                               u"req/s"_s, u"p50 ms"_s, u"p99 ms"_s, u""_s}};
        for (const auto& server : pool[u"servers"].toArray())
            rows.push_back(rowOf(server.toObject()));
        text += aligned(rows);
    }
    return printable(text.toStdString());
}

}  // namespace sluice::cli
