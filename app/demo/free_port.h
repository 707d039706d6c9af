#pragma once

#include <cstdint>

namespace sluice::demo {

/// `preferred` or the next port above it that nobody listens on at 127.0.0.1, leaving out `except`;
/// 0, which lets the system choose, if the next twenty are taken. Somebody else may still be
/// quicker to take it. Any thread.
uint16_t freePort(uint16_t preferred, uint16_t except = 0);

}  // namespace sluice::demo
