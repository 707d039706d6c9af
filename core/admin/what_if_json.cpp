#include "admin/what_if_json.h"

#include <QJsonArray>
#include <QJsonObject>

#include "admin/json_value.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

QJsonArray namesJson(const std::vector<std::string>& names) {
    QJsonArray array;
    for (const auto& name : names)
        array.append(text(name));
    return array;
}

QJsonObject rowJson(const upstream::WhatIf::Row& row) {
    return {{u"strategy"_s, text(row.strategy)},
            {u"p50_ms"_s, finite(row.p50_ms)},
            {u"p99_ms"_s, finite(row.p99_ms)},
            {u"error_rate"_s, finite(row.errorRate)},
            {u"slowest_share"_s, finite(row.slowestShare)},
            {u"imbalance"_s, finite(row.imbalance)}};
}

}  // namespace

std::string toJson(const upstream::WhatIf& result) {
    QJsonArray strategies;
    for (const auto& row : result.rows)
        strategies.append(rowJson(row));
    const bool slowest = !result.slowestServer.empty();
    const QJsonObject object{
        {u"pool"_s, text(result.pool)},
        {u"requests"_s, count(result.requests)},
        {u"window_s"_s, finite(result.window_s)},
        {u"note"_s, u"An estimate: service times depend on load."_s},
        {u"slowest_server"_s, slowest ? QJsonValue(text(result.slowestServer)) : QJsonValue()},
        {u"unknown_servers"_s, namesJson(result.unknownServers)},
        {u"excluded_servers"_s, namesJson(result.excludedServers)},
        {u"recorded"_s, rowJson(result.recorded)},
        {u"strategies"_s, strategies}};
    return lineOf(object);
}

}  // namespace sluice::admin
