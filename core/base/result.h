#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace sluice {

/// Why something could not be done, for a person to read: what, where, and what to do.
struct Error {
    std::string message;
};

/// A value or an error. Nothing on the data path throws across a module's border.
template <class T = void, class E = Error>
using Result = tl::expected<T, E>;

inline tl::unexpected<Error> failure(std::string message) {
    return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace sluice
