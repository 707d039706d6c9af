#pragma once

#include <string>
#include <string_view>

namespace sluice::http {

/// Whether `text` is "host" or "host:port" as a gateway wants it (RFC 9110 section 7.2): a name of
/// letters, digits, "-", ".", "_" and "~", an IPv4 address or an IPv6 address in brackets; the port
/// 1 to 65535. No label of a name is empty, but for the dot that may end it. Stricter than the URI
/// grammar: percent-escapes and sub-delimiters are no part of any name in DNS, and servers disagree
/// about them.
bool isAuthority(std::string_view text);

/// Gives an isAuthority() the one form that all its spellings share, but for letter case and a
/// default port: no dot at the end of the name, an IPv6 address as RFC 5952 writes it, no zeros in
/// front of the port. Of no cost to speak of where nothing has to change.
void normalizeAuthority(std::string& authority);

}  // namespace sluice::http
