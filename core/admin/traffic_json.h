#pragma once

#include <QJsonObject>

#include "metrics/snapshot.h"

namespace sluice::admin {

/// JSON knows no NaN and no infinity; 0 stands for them.
QJsonValue finite(double value);
/// Exact up to 2^63 - 1.
QJsonValue count(uint64_t value);

/// A stable name as a key.
QString latin1(std::string_view name);

/// By class, as in metrics::Cell.
QJsonObject statusJson(const std::array<uint64_t, 6>& byClass);
QJsonObject latencyJson(const metrics::Percentiles& latency);
QJsonObject batchJson(const metrics::BatchTraffic& batch);
QJsonObject ratesJson(const metrics::Rates& rates);
QJsonObject trafficJson(const metrics::Traffic& traffic);

}  // namespace sluice::admin
