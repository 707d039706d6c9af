#pragma once

#include "source_tree.h"

namespace sluice::tidy {

/// What documents say of tests is true: a file that they name, as `tests/unit/a_test.cpp`, is
/// there, and has the functions that are said to be in it, as in `one` and `another` in
/// `tests/a_test.cpp`.
Findings checkDocuments(const SourceTree& tree);

}  // namespace sluice::tidy
