#pragma once

#include <optional>
#include <string_view>

#include "cache/stored_response.h"
#include "http/header_map.h"

namespace sluice::cache {

/// An entity-tag (RFC 9110 section 8.8.3), as a view. One without its quotes is taken as it stands,
/// and never equals one with them.
struct EntityTag {
    std::string_view opaque;  ///< quotes included
    bool isWeak = false;      ///< "W/", in capitals
};

EntityTag parseEntityTag(std::string_view text);

/// RFC 9110 section 8.8.3.2.
bool equalWeakly(const EntityTag& a, const EntityTag& b);
bool equalStrongly(const EntityTag& a, const EntityTag& b);

/// Whether a Last-Modified is a strong validator (RFC 9110 section 8.8.2.2): at least a second
/// earlier than the Date of the same response. `date`, `modified`: as the fields have them.
bool isStrongDate(std::string_view modified, std::string_view date);

}  // namespace sluice::cache
