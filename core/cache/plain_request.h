#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cache/options.h"
#include "http/header_map.h"

namespace sluice::cache {

/// What requests tell where the origin's answer says neither for whom nor for how long it may be
/// kept, so that the cache would have to presume it. Nothing here allocates.

/// Whether the request is one that anybody may send: it has no credentials, and no field but those
/// that are known to leave the answer alone or to choose among its representations. Mercurial, for
/// example, asks all its questions in fields of its own.
bool isPlain(const http::HeaderMap& requestFields, const Options& options);

/// Whether a field of this name is known to leave the answer alone, or to choose among its
/// representations.
bool isKnownField(std::string_view name);

/// The fields by which clients choose among representations, whether the answer has Vary or not:
/// lower case, sorted.
const std::vector<std::string>& choosingNames();

/// Whether it may be a reload: a page that somebody asks for, which browsers do not tell from a
/// link that was followed, or a copy that the client wants to be sure of.
bool mayBeReload(const http::HeaderMap& requestFields);

}  // namespace sluice::cache
