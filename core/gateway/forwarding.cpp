#include "gateway/forwarding.h"

#include <algorithm>
#include <array>
#include <random>

#include "http/serializer.h"
#include "routing/route_table.h"

namespace sluice::gateway {

namespace {

constexpr std::string_view via = "1.1 sluice";

/// RFC 9110 section 7.6.1.
bool isHopByHop(std::string_view name) {
    constexpr std::array<std::string_view, 6> names{
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade"};
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view hop) { return http::equalNames(hop, name); });
}

/// Whether a Connection field names `name` as meant for this hop only. Fields that no client may
/// have removed this way are kept.
bool isNamedByConnection(const http::HeaderMap& fields, bool hasConnection, std::string_view name) {
    return hasConnection && fields.hasToken("Connection", name) &&
           !http::equalNames(name, "Host") && !http::equalNames(name, "Content-Length");
}

/// Fields that forwardRequest() writes itself.
bool isReplaced(std::string_view name) {
    constexpr std::array<std::string_view, 8> names{"Host",
                                                    "Content-Length",
                                                    "Expect",
                                                    "Via",
                                                    "Forwarded",
                                                    "X-Forwarded-For",
                                                    "X-Forwarded-Proto",
                                                    "X-Forwarded-Host"};
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view own) { return http::equalNames(own, name); });
}

/// Every line of a list field and our own element, as one line.
void addToList(const http::HeaderMap& in, std::string_view name, std::string_view own,
               http::HeaderMap& out) {
    if (!in.contains(name)) {
        out.add(name, own);
        return;
    }
    std::string all;
    for (const auto field : in) {
        if (http::equalNames(field.name, name)) all.append(field.value).append(", ");
    }
    out.add(name, all.append(own));
}

std::string forwardedElement(std::string_view peer, std::string_view host) {
    std::string element = "for=";
    const bool v6 = peer.find(':') != std::string_view::npos;
    element.append(v6 ? "\"[" : "").append(peer).append(v6 ? "]\"" : "");
    if (!host.empty()) element.append(";host=\"").append(host).append("\"");
    return element.append(";proto=http");
}

void apply(const routing::FieldEdits& edits, http::HeaderMap& fields) {
    for (const std::string& name : edits.remove)
        fields.remove(name);
    for (const auto& [name, value] : edits.set)
        fields.set(name, value);
}

void addHops(const http::RequestHead& in, const Hop& hop, http::HeaderMap& out) {
    addToList(in.fields, "Via", via, out);
    addToList(in.fields, "X-Forwarded-For", hop.peer, out);
    out.add("X-Forwarded-Proto", "http");
    if (!in.authority.empty()) out.add("X-Forwarded-Host", in.authority);
    addToList(in.fields, "Forwarded", forwardedElement(hop.peer, in.authority), out);
}

}  // namespace

void forwardRequest(const http::RequestHead& in, const routing::Route& route, const Hop& hop,
                    http::RequestHead& out) {
    out.clear();
    out.method = in.method;
    out.target = routing::rewriteTarget(route, in.target);
    out.authority = hop.host;
    out.framing = in.framing;
    out.fields.add("Host", hop.host);
    const bool hasConnection = in.fields.contains("Connection");
    for (const auto field : in.fields) {
        if (isHopByHop(field.name) || isReplaced(field.name) ||
            isNamedByConnection(in.fields, hasConnection, field.name)) {
            continue;
        }
        out.fields.add(field.name, field.value);
    }
    http::setFramingFields(out.fields, out.framing);
    addHops(in, hop, out.fields);
    out.fields.set("X-Request-Id", hop.requestId);
    if (hop.upgrade) {
        out.fields.add("Connection", "upgrade");
        out.fields.add("Upgrade", in.fields.find("Upgrade").value_or(""));
    }
    if (!route.requestFields.empty()) apply(route.requestFields, out.fields);
}

void forwardResponse(http::ResponseHead& head, const routing::Route& route,
                     std::string_view requestId, bool upgrade) {
    const std::string upgradeTo(upgrade ? head.fields.find("Upgrade").value_or("") : "");
    std::string named;
    for (const auto field : head.fields) {
        if (http::equalNames(field.name, "Connection")) named.append(field.value).append(",");
    }
    http::HeaderMap connection;
    if (!named.empty()) connection.add("Connection", named);
    head.fields.removeIf([&](const http::HeaderMap::Field& field) {
        return isHopByHop(field.name) ||
               isNamedByConnection(connection, !named.empty(), field.name);
    });
    if (upgrade) {
        head.fields.add("Connection", "upgrade");
        head.fields.add("Upgrade", upgradeTo);
    }
    if (head.isInterim()) return;
    http::HeaderMap earlier;
    for (const auto field : head.fields) {
        if (http::equalNames(field.name, "Via")) earlier.add("Via", field.value);
    }
    head.fields.remove("Via");
    addToList(earlier, "Via", via, head.fields);
    if (!head.fields.contains("X-Request-Id")) head.fields.add("X-Request-Id", requestId);
    if (!route.responseFields.empty()) apply(route.responseFields, head.fields);
}

std::string requestIdFor(const http::HeaderMap& fields) {
    const std::string_view given = fields.find("X-Request-Id").value_or("");
    const bool sane =
        !given.empty() && given.size() <= 128 &&
        std::all_of(given.begin(), given.end(), [](char c) { return c > ' ' && c < 127; });
    if (sane) return std::string(given);
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::string id(32, '0');
    for (size_t half = 0; half < 2; ++half) {
        uint64_t bits = random();
        for (size_t i = 0; i < 16; ++i, bits >>= 4)
            id[half * 16 + i] = "0123456789abcdef"[bits & 15];
    }
    return id;
}

}  // namespace sluice::gateway
