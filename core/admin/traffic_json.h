#pragma once

#include <QJsonObject>

#include "metrics/snapshot.h"

namespace sluice::admin {

/// JSON knows no NaN and no infinity; 0 stands for them.
QJsonValue finite(double value);
/// Exact up to 2^63 - 1.
QJsonValue count(uint64_t value);

QJsonObject ratesJson(const metrics::Rates& rates);
QJsonObject trafficJson(const metrics::Traffic& traffic);

}  // namespace sluice::admin
