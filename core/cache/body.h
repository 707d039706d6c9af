#pragma once

namespace sluice::cache {

/// The body of a stored response.
class Body {};

}  // namespace sluice::cache
