#pragma once

#include "base/result.h"
#include "upstream/failure.h"

namespace sluice::upstream {

/// A value, or why the server gave none.
template <class T = void>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> failed(Blame blame, Failure::Kind kind, std::string detail,
                                      bool sentNothing = false) {
    return tl::unexpected<Failure>(Failure{blame, kind, std::move(detail), sentNothing});
}

}  // namespace sluice::upstream
