#pragma once

#include <QJsonArray>
#include <string>

namespace sluice::cli {

/// The pools of the admin API as tables for a terminal: a line for each pool and each server.
std::string poolTable(const QJsonArray& pools);

}  // namespace sluice::cli
