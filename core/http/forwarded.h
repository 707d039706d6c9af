#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::http {

/// Whether fields of this name are by convention written by proxies, to tell of the client:
/// Forwarded (RFC 7239), X-Forwarded-*, X-Real-IP. Of anybody else they are worth nothing.
bool isWrittenByProxies(std::string_view name);

/// One element of a Forwarded field, without quotes; empty for what it does not tell.
struct ForwardedElement {
    std::string node;  ///< "for": an address, perhaps with a port, or a name such as "unknown"
    std::string host;
    std::string proto;
};

/// The elements in order, the client's first. What is no such list ends it.
std::vector<ForwardedElement> parseForwarded(std::string_view list);

/// "for=" and a node as Forwarded wants it: IPv6 in brackets, and what is no token in quotes.
std::string forwardedFor(std::string_view node);

/// The address of a node, without brackets and port, as X-Forwarded-For has it.
std::string_view addressOfNode(std::string_view node);

}  // namespace sluice::http
