#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::http {

/// Whether fields of this name are by convention written by proxies, to tell of the client:
/// Forwarded (RFC 7239), X-Forwarded-*, X-Real-IP and the like, or of the request before they
/// changed it: X-Original-URL and others. Of anybody else they are worth nothing.
bool isWrittenByProxies(std::string_view name);

/// One element of a Forwarded field, without quotes; empty for what it does not tell.
struct ForwardedElement {
    std::string node;  ///< "for": an address, perhaps with a port, or a name such as "unknown"
    std::string host;
    std::string proto;
    size_t offset = 0;  ///< where it begins in the list
};

/// The elements in order, the client's first. None of what is no such list, be it in one place, or
/// has more than 64, or of more than 512 separators.
std::vector<ForwardedElement> parseForwarded(std::string_view list);

/// The end of such a list that can be believed if its sender is trusted: the sender's own element,
/// which is the last, and each one before an element whose node is trusted as well. Empty for what
/// is no such list.
using IsTrusted = std::function<bool(std::string_view address)>;
std::string_view trustedPart(std::string_view list, const IsTrusted& isTrusted);

/// The end of a comma-separated list, with as many elements as there are proxies between anybody
/// and a server: 64. What is before is believed by nobody.
std::string_view lastElements(std::string_view list);

/// "for=" and a node as Forwarded wants it: IPv6 in brackets, and what is no token in quotes.
std::string forwardedFor(std::string_view node);

/// The address of a node, without brackets and port, as X-Forwarded-For has it.
std::string_view addressOfNode(std::string_view node);

}  // namespace sluice::http
