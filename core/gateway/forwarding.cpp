#include "gateway/forwarding.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "http/ascii.h"
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

/// The lines of a list field as one.
std::string joined(const http::HeaderMap& fields, std::string_view name) {
    std::string all;
    for (const auto field : fields) {
        if (!http::equalNames(field.name, name)) continue;
        if (!all.empty()) all.append(", ");
        all.append(field.value);
    }
    return all;
}

/// Whether `connection`, the list of that name, tells that the field is meant for this hop only.
/// Fields that no client may have removed this way are kept.
bool isNamedByConnection(std::string_view connection, std::string_view name) {
    bool named = false;
    while (!named && !connection.empty())
        named = http::equalNames(http::nextElement(connection), name);
    return named && !http::equalNames(name, "Host") && !http::equalNames(name, "Content-Length");
}

/// Fields that forwardRequest() writes itself.
bool isReplaced(std::string_view name) {
    constexpr std::array<std::string_view, 9> names{"Host",
                                                    "Content-Length",
                                                    "Expect",
                                                    "Via",
                                                    "Forwarded",
                                                    "X-Forwarded-For",
                                                    "X-Forwarded-Proto",
                                                    "X-Forwarded-Host",
                                                    "X-Request-Id"};
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view own) { return http::equalNames(own, name); });
}

/// Every line of a list field and our own element, as one line.
void addToList(const http::HeaderMap& in, std::string_view name,
               std::initializer_list<std::string_view> own, http::HeaderMap& out) {
    if (!in.contains(name)) return out.addJoined(name, own);
    std::string all = joined(in, name).append(", ");
    for (const std::string_view part : own)
        all.append(part);
    out.add(name, all);
}

/// RFC 7239 section 4.
void addForwarded(const http::RequestHead& in, std::string_view peer, http::HeaderMap& out) {
    const bool v6 = peer.find(':') != std::string_view::npos;
    const bool named = !in.authority.empty();
    addToList(in.fields, "Forwarded",
              {"for=", v6 ? "\"[" : "", peer, v6 ? "]\"" : "", named ? ";host=\"" : "",
               in.authority, named ? "\"" : "", ";proto=http"},
              out);
}

void apply(const routing::FieldEdits& edits, http::HeaderMap& fields) {
    for (const std::string& name : edits.remove)
        fields.remove(name);
    for (const auto& [name, value] : edits.set)
        fields.set(name, value);
}

void addHops(const http::RequestHead& in, const Hop& hop, http::HeaderMap& out) {
    addToList(in.fields, "Via", {via}, out);
    addToList(in.fields, "X-Forwarded-For", {hop.peer}, out);
    out.add("X-Forwarded-Proto", "http");
    if (!in.authority.empty()) out.add("X-Forwarded-Host", in.authority);
    addForwarded(in, hop.peer, out);
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
    const std::string connection = joined(in.fields, "Connection");
    for (const auto field : in.fields) {
        if (isHopByHop(field.name) || isReplaced(field.name) ||
            isNamedByConnection(connection, field.name)) {
            continue;
        }
        out.fields.add(field.name, field.value);
    }
    http::setFramingFields(out.fields, out.framing);
    addHops(in, hop, out.fields);
    out.fields.add("X-Request-Id", hop.requestId);
    if (hop.upgrade) {
        out.fields.add("Connection", "upgrade");
        out.fields.add("Upgrade", in.fields.find("Upgrade").value_or(""));
    }
    if (!route.requestFields.empty()) apply(route.requestFields, out.fields);
}

void forwardResponse(http::ResponseHead& head, const routing::Route& route,
                     std::string_view requestId, bool upgrade) {
    const std::string upgradeTo(upgrade ? head.fields.find("Upgrade").value_or("") : "");
    const std::string connection = joined(head.fields, "Connection");
    head.fields.removeIf([&](const http::HeaderMap::Field& field) {
        return isHopByHop(field.name) || isNamedByConnection(connection, field.name);
    });
    if (upgrade) {
        head.fields.add("Connection", "upgrade");
        head.fields.add("Upgrade", upgradeTo);
    }
    if (!head.isInterim()) addOwnFields(head, route, requestId);
}

void addOwnFields(http::ResponseHead& head, const routing::Route& route,
                  std::string_view requestId) {
    const std::string earlier = joined(head.fields, "Via");
    if (!earlier.empty()) head.fields.remove("Via");
    head.fields.addJoined("Via", {earlier, earlier.empty() ? "" : ", ", via});
    if (!head.fields.contains("X-Request-Id")) head.fields.add("X-Request-Id", requestId);
    if (!route.responseFields.empty()) apply(route.responseFields, head.fields);
}

void addVary(const std::vector<std::string>& names, http::HeaderMap& fields) {
    if (names.empty() || fields.hasToken("Vary", "*")) return;
    std::string missing;
    for (const std::string& name : names) {
        if (!fields.hasToken("Vary", name))
            missing.append(missing.empty() ? "" : ", ").append(name);
    }
    if (!missing.empty()) fields.add("Vary", missing);
}

}  // namespace sluice::gateway
