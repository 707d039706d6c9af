#pragma once

#include <string_view>

namespace sluice::http {

/// Whether `text` is "host" or "host:port" as a gateway wants it (RFC 9110 section 7.2): a name of
/// letters, digits, "-", ".", "_" and "~", an IPv4 address or an IPv6 address in brackets; the port
/// 1 to 65535. Stricter than the URI grammar: percent-escapes and sub-delimiters are no part of any
/// name in DNS, and servers disagree about them.
bool isAuthority(std::string_view text);

}  // namespace sluice::http
