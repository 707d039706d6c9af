#pragma once

#include "source_tree.h"

namespace sluice::tidy {

/// Who may include whom: the folders of core downwards only, no windows in core, hiredis
/// in the one folder that wraps it; and what the CMake files of core and the command line link.
Findings checkIncludes(const SourceTree& tree);

}  // namespace sluice::tidy
