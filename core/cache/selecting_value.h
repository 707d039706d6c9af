#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/header_map.h"

namespace sluice::cache {

/// Whether a request has the field for the server: not one that Connection names, which the server
/// never sees and which therefore selects nothing.
bool isPresented(const http::HeaderMap& fields, std::string_view name);

/// All lines of a request's field as one value to compare, normalised only in ways that cannot
/// change its meaning (RFC 9111 section 4.1); nothing if it is not presented. `name` in lower case.
///
/// Lines are joined, and white space around commas is dropped, except in fields that are no lists.
/// Accept-Charset, Accept-Encoding and Accept-Language: in lower case, without white space around
/// ";". The codings of Accept-Encoding, which have no order, are sorted; languages are sorted by
/// their quality alone, since some servers read an order into equal ones (RFC 9110 section 12.5.4).
/// What is longer than any client's needs to be stays as it is, so that this takes no time to speak
/// of.
std::optional<std::string> selectingValue(const http::HeaderMap& fields, std::string_view name);

}  // namespace sluice::cache
