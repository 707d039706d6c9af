#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/model.h"
#include "config/places.h"

namespace sluice::config {

/// One thing that is wrong with a file. Lines and columns count from 1; 0 where there is none.
struct Problem {
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;  ///< what was found, what was expected, the nearest valid key

    std::string toString() const;  ///< "file:line:column: message"
};

struct Loaded {
    Model model;
    std::vector<Problem> warnings;  ///< odd but usable, such as a section that has no effect
    std::vector<Problem> notes;     ///< right, and worth knowing for who checks a file
    Places places;
};

/// Reads and validates a configuration. Reports every problem that it finds (at most 50), not only
/// the first. Pure apart from reading the file. Any thread.
tl::expected<Loaded, std::vector<Problem>> loadFile(const std::string& path);
tl::expected<Loaded, std::vector<Problem>> loadText(std::string_view toml, const std::string& name);

}  // namespace sluice::config
