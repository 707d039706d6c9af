#pragma once

#include <QJsonObject>
#include <string>
#include <string_view>

namespace sluice::admin {

/// What may hold secrets as it is shown to whoever asks: settings of a pool or route without the
/// values of their header fields (keys "headers" and "set_…_headers", at any depth).
QJsonObject masked(QJsonObject settings);

/// A URL without the values of its query: "/a?token=…".
std::string maskedUrl(std::string_view url);

}  // namespace sluice::admin
