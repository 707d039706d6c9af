#pragma once

#include <string>
#include <string_view>

namespace sluice::fuzz {

// What each target has one of.

/// How many mutations of the corpus its test tries: some seconds' worth.
extern const int mutations;

/// Reads `input` as a stranger's, and checks what must hold for any bytes whatever. Returns what
/// was violated, or nothing.
std::string check(std::string_view input);

}  // namespace sluice::fuzz
