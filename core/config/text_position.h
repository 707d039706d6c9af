#pragma once

#include <string_view>

#include "config/document.h"

namespace sluice::config {

/// The byte offset of a place in a text; its size for a place behind the end. A byte order mark
/// at the start is no character.
size_t offsetOf(std::string_view text, Place place);

}  // namespace sluice::config
