#pragma once

#include "source_tree.h"

namespace sluice::tidy {

/// What every single file keeps to: its name, its length, `#pragma once`, no `using namespace` in
/// headers, no marks of unfinished work.
Findings checkFiles(const SourceTree& tree);

}  // namespace sluice::tidy
