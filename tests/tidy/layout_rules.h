#pragma once

#include "source_tree.h"

namespace sluice::tidy {

/// Where things are: the fixed top level, and a folder of unit tests for each folder of core.
Findings checkLayout(const SourceTree& tree);

}  // namespace sluice::tidy
