#pragma once

#include <QJsonObject>
#include <string>

namespace sluice::cli {

/// What the admin API explains of one URL in the cache, for a terminal: the answer in a sentence,
/// then each step of the decision; a star marks the one that decided.
std::string explanationText(const QJsonObject& explanation);

}  // namespace sluice::cli
