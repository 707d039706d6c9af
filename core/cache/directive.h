#pragma once

#include <cstdint>
#include <string_view>

#include "cache/cache_control.h"

namespace sluice::cache {

/// One cache directive, as views into its field.
struct Directive {
    enum class Argument : uint8_t {
        none,
        text,
        malformed,  ///< white space around "=", stray quotes, or a type that it cannot have
    };

    std::string_view name;
    Argument argument = Argument::none;
    std::string_view text;  ///< of the argument, without its quotes
};

/// "name", "name=token" or "name=\"text\"".
Directive parseDirective(std::string_view element);

/// Adds one directive to what is known; unknown ones are ignored (RFC 9111 section 5.2.3).
void apply(const Directive& directive, CacheControl& control);

/// Adds an element of Cache-Control. Where a comma seems to be missing ("no-cache no-store"), each
/// word that forbids something counts.
void applyElement(std::string_view element, CacheControl& control);

}  // namespace sluice::cache
