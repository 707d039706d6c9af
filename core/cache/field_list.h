#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/ascii.h"
#include "http/header_map.h"

namespace sluice::cache {

/// What a quoted string may hold: quoted-pairs (RFC 9110 section 5.6.4) or, in an entity-tag, any
/// character as it is (section 8.8.3).
enum class Quoting : uint8_t { pairs, opaque };

/// Cuts the next element off the front of a comma-separated list; a comma in a quoted string does
/// not separate. A quote that is never closed counts as any other character, so that nothing behind
/// it is overlooked. Trimmed; empty elements included. `unclosed`: of the quotes of this list so
/// far; after a few of them no quote is looked at, so that a list takes no longer than its length.
std::string_view nextQuotedElement(std::string_view& list, Quoting quoting, int& unclosed);

/// More elements than a list has in which somebody means each.
inline constexpr size_t mostElements = 64;

/// Calls `use(element)` for each element that is not empty, of all lines of the field. False: there
/// are more than `most`, empty ones included, and only the first ones were used.
template <class Use>
bool forEachElement(const http::HeaderMap& fields, std::string_view name, Use use,
                    Quoting quoting = Quoting::pairs, size_t most = SIZE_MAX) {
    for (const auto field : fields) {
        if (!http::equalNames(field.name, name)) continue;
        std::string_view list = field.value;
        int unclosed = 0;
        while (!list.empty()) {
            if (most-- == 0) return false;
            const std::string_view element = nextQuotedElement(list, quoting, unclosed);
            if (!element.empty()) use(element);
        }
    }
    return true;
}

/// Whether `text` is a token (RFC 9110 section 5.6.2).
bool isToken(std::string_view text);

/// In ASCII lower case.
std::string lowered(std::string_view text);

}  // namespace sluice::cache
