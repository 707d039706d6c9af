#pragma once

#include <QJsonValue>

#include "config/document.h"

namespace sluice::config {

/// The same value in the other form, without places. A JSON number without fraction is an integer.
Value fromJson(const QJsonValue& json);
QJsonValue toJson(const Value& value);

}  // namespace sluice::config
