#pragma once

#include <QJsonObject>
#include <string>
#include <string_view>

namespace sluice::admin {

/// JSON knows no NaN and no infinity; 0 stands for them.
QJsonValue finite(double value);
/// Exact up to 2^63 - 1.
QJsonValue count(uint64_t value);
QJsonValue number(int64_t value);
/// Out of UTF-8.
QString text(std::string_view utf8);
/// A stable name as a key.
QString latin1(std::string_view name);

/// In one line, with its end.
std::string lineOf(const QJsonObject& object);

}  // namespace sluice::admin
