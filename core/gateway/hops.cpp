#include "gateway/hops.h"

#include "gateway/loops.h"
#include "http/ascii.h"
#include "http/forwarded.h"
#include "http/original_request.h"

namespace sluice::gateway {

namespace {

void addVia(const http::RequestHead& in, http::HeaderMap& out) {
    const std::string_view own = viaElement(in.minorVersion);
    if (!in.fields.contains("Via")) return out.add("Via", own);
    out.add("Via", http::joinedLines(in.fields, "Via").append(", ").append(own));
    addLoopMark(in, out);
}

/// The first hop: nobody in front has told anything.
void addFirst(const http::RequestHead& in, std::string_view peer, http::HeaderMap& out) {
    out.add("X-Forwarded-For", peer);
    out.add("X-Forwarded-Proto", "http");
    if (!in.authority.empty()) out.add("X-Forwarded-Host", in.authority);
    const bool v6 = peer.find(':') != std::string_view::npos;
    const bool named = !in.authority.empty();
    out.addJoined("Forwarded",
                  {"for=", v6 ? "\"[" : "", peer, v6 ? "]\"" : "", named ? ";host=\"" : "",
                   in.authority, named ? "\"" : "", ";proto=http"});
}

std::string joined(std::string list, std::string_view element) {
    if (!list.empty()) list.append(", ");
    return list.append(element);
}

/// Each address of X-Forwarded-For as an element (RFC 7239 section 7.4).
std::string toForwarded(std::string_view addresses) {
    std::string list;
    while (!addresses.empty())
        list = joined(std::move(list), http::forwardedFor(http::nextElement(addresses)));
    return list;
}

/// What quotes may hold would be several addresses without them.
std::string_view oneAddress(std::string_view node) {
    const std::string_view address = http::addressOfNode(node);
    return address.find_first_of(" \t,\"") == address.npos ? address : "unknown";
}

std::string toAddresses(const std::string& forwarded) {
    std::string list;
    for (const http::ForwardedElement& element : http::parseForwarded(forwarded)) {
        if (!element.node.empty()) list = joined(std::move(list), oneAddress(element.node));
    }
    return list;
}

/// Servers go by one kind of field or the other, so both tell the same.
void addNext(const http::RequestHead& in, std::string_view peer, http::HeaderMap& out) {
    const http::OriginalRequest original = http::originalRequest(in);
    std::string addresses(http::lastElements(http::joinedLines(in.fields, "X-Forwarded-For")));
    std::string forwarded = http::joinedLines(in.fields, "Forwarded");
    if (addresses.empty()) {
        addresses = toAddresses(forwarded);
    } else if (forwarded.empty()) {
        forwarded = toForwarded(addresses);
    }
    out.add("X-Forwarded-For", joined(std::move(addresses), peer));
    out.add("X-Forwarded-Proto", original.scheme);
    std::string element = http::forwardedFor(peer);
    if (!original.authority.empty()) {
        out.add("X-Forwarded-Host", original.authority);
        element.append(";host=\"").append(original.authority).append("\"");
    }
    element.append(";proto=").append(original.scheme);
    out.add("Forwarded", joined(std::move(forwarded), element));
}

}  // namespace

void addHops(const http::RequestHead& in, std::string_view peer, bool told, http::HeaderMap& out) {
    addVia(in, out);
    told ? addNext(in, peer, out) : addFirst(in, peer, out);
}

}  // namespace sluice::gateway
