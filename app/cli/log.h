#pragma once

namespace sluice::cli {

/// Sends what the program logs to standard error, one line each: warnings and worse, with `verbose`
/// also what sluice.* tells. Coloured on a terminal, unless NO_COLOR is set.
void setUpLog(bool verbose);

}  // namespace sluice::cli
