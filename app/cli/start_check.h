#pragma once

#include <string>
#include <vector>

#include "config/loader.h"

namespace sluice::cli {

/// What a start with a valid configuration would find on this machine, without starting.
struct StartFindings {
    std::vector<config::Problem> busy;      ///< addresses that cannot be listened on
    std::vector<config::Problem> files;     ///< that cannot be written
    std::vector<config::Problem> warnings;  ///< what has no effect as it is used
    std::vector<config::Problem> notes;     ///< addresses that this very file's gateway holds
};

/// `file`: where it was loaded from.
StartFindings checkStart(const config::Loaded& loaded, const std::string& file);

}  // namespace sluice::cli
