#pragma once

#include <QJsonObject>

#include "metrics/snapshot.h"

namespace sluice::admin {

/// By class, as in metrics::Cell.
QJsonObject statusJson(const std::array<uint64_t, 6>& byClass);
QJsonObject latencyJson(const metrics::Percentiles& latency);
QJsonObject batchJson(const metrics::BatchTraffic& batch);
QJsonObject ratesJson(const metrics::Rates& rates);
QJsonObject trafficJson(const metrics::Traffic& traffic);

}  // namespace sluice::admin
