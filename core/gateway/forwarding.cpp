#include "gateway/forwarding.h"

#include <algorithm>
#include <utility>

#include "gateway/hops.h"
#include "gateway/max_forwards.h"
#include "http/current_date.h"
#include "http/forwarded.h"
#include "http/hop_by_hop.h"
#include "http/original_request.h"
#include "http/serializer.h"
#include "routing/route_table.h"

namespace sluice::gateway {

namespace {

using Field = http::HeaderMap::Field;

/// Fields that forwardRequest() writes anew, and Proxy, which nobody needs: programs started by
/// CGI would take it for http_proxy.
constexpr http::FieldNames replacedFields{
    "Content-Length",    "Expect",           "Via",          "Forwarded", "X-Forwarded-For",
    "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "Proxy"};

bool choosesRoute(const routing::Route& route, std::string_view name) {
    const auto& wanted = route.match.headers;
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const auto& field) { return http::equalNames(field.first, name); });
}

template <class Predicate>
bool anyEdited(const routing::FieldEdits& edits, Predicate is) {
    return std::any_of(edits.remove.begin(), edits.remove.end(), is) ||
           std::any_of(edits.set.begin(), edits.set.end(),
                       [&](const auto& field) { return is(field.first); });
}

bool edited(const routing::FieldEdits& edits, std::string_view name) {
    return anyEdited(edits,
                     [name](std::string_view other) { return http::equalNames(name, other); });
}

/// To servers that read "_" as "-": by CGI, WSGI, Rack, PHP.
bool sameToSome(std::string_view a, std::string_view b) {
    const auto same = [](char x, char y) {
        return http::toLower(x == '_' ? '-' : x) == http::toLower(y == '_' ? '-' : y);
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

/// Whether some server would take the field for one that is not the client's to decide about.
bool isAlias(std::string_view name, const routing::Route& route) {
    const auto is = [name](std::string_view other) {
        return sameToSome(name, other) && !http::equalNames(name, other);
    };
    if (anyEdited(route.requestFields, is)) return true;
    if (name.find('_') == name.npos) return false;
    std::string dashed(name);
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    return http::isWrittenByProxies(dashed) || http::hopByHopFields.contains(dashed) ||
           replacedFields.contains(dashed) || choosesRoute(route, dashed);
}

/// Drops what is not passed on as it came. Whether a proxy in front has told of the client.
bool dropReplaced(const routing::Route& route, http::HeaderMap& fields) {
    const http::ConnectionOptions connection(fields);
    bool told = false;
    fields.removeIf([&](const Field& field) {
        told |= http::isWrittenByProxies(field.name);
        return http::hopByHopFields.contains(field.name) || replacedFields.contains(field.name) ||
               connection.name(field.name) ||
               (!route.passUnderscores && isAlias(field.name, route));
    });
    return told;
}

/// What the gateway itself says of its connection to the server.
void addConnection(const http::RequestHead& in, const Hop& hop, http::HeaderMap& out) {
    const bool trailers = in.minorVersion >= 1 && in.fields.hasToken("TE", "trailers");
    if (trailers) out.add("TE", "trailers");
    if (!hop.upgrade.empty()) out.add("Upgrade", hop.upgrade);
    if (trailers && !hop.upgrade.empty()) return out.add("Connection", "TE, upgrade");
    if (trailers || !hop.upgrade.empty()) out.add("Connection", trailers ? "TE" : "upgrade");
}

void apply(const routing::FieldEdits& edits, http::HeaderMap& fields) {
    for (const std::string& name : edits.remove)
        fields.remove(name);
    for (const auto& [name, value] : edits.set)
        fields.set(name, value);
}

/// Which of the fields that the gateway adds an answer has.
struct Present {
    bool via = false;
    bool date = false;
    bool requestId = false;

    void note(std::string_view name) {
        if (name.size() == 3) via |= http::equalNames(name, "Via");
        if (name.size() == 4) date |= http::equalNames(name, "Date");
        if (name.size() == 12) requestId |= http::equalNames(name, "X-Request-Id");
    }
};

void addOwn(http::ResponseHead& head, const routing::Route& route, std::string_view requestId,
            std::string_view via, const Present& present) {
    http::HeaderMap& fields = head.fields;
    if (present.via) {
        fields.set("Via", http::joinedLines(fields, "Via").append(", ").append(via));
    } else {
        fields.add("Via", via);
    }
    if (!present.date) fields.add("Date", http::currentDate());
    if (!present.requestId) fields.add("X-Request-Id", requestId);
    if (!route.responseFields.empty()) apply(route.responseFields, fields);
}

}  // namespace

void forwardRequest(const http::RequestHead& in, const routing::Route& route, const Hop& hop,
                    http::RequestHead& out) {
    out.clear();
    out.method = in.method;
    out.target = routing::rewriteTarget(route, in.target);
    out.authority = hop.host;
    out.framing = in.framing;
    out.fields.assign(in.fields);
    const bool told = dropReplaced(route, out.fields);
    if (out.fields.find("Host") != hop.host) out.fields.set("Host", hop.host);
    http::setFramingFields(out.fields, out.framing);
    addHops(in, hop.peer, told, out.fields);
    out.fields.add("X-Request-Id", hop.requestId);
    if (maxForwards(in) == MaxForwards::left) {
        out.fields.set("Max-Forwards", countedDown(in.fields.find("Max-Forwards").value_or("")));
    }
    addConnection(in, hop, out.fields);
    if (!route.requestFields.empty()) apply(route.requestFields, out.fields);
}

void forwardResponse(http::ResponseHead& head, const routing::Route& route,
                     std::string_view requestId, bool upgrade) {
    const std::string upgradeTo(upgrade ? head.fields.find("Upgrade").value_or("") : "");
    const std::string_view via = viaElement(std::exchange(head.minorVersion, 1));
    const bool interim = head.isInterim();
    Present present;
    const http::ConnectionOptions connection(head.fields);
    head.fields.removeIf([&](const Field& field) {
        present.note(field.name);
        if (http::hopByHopFields.contains(field.name)) return true;
        return connection.name(field.name) || (interim && edited(route.responseFields, field.name));
    });
    if (upgrade) {
        head.fields.add("Connection", "upgrade");
        head.fields.add("Upgrade", upgradeTo);
    }
    if (!interim) addOwn(head, route, requestId, via, present);
}

void addOwnFields(http::ResponseHead& head, const routing::Route& route,
                  std::string_view requestId) {
    Present present;
    for (const auto field : head.fields)
        present.note(field.name);
    addOwn(head, route, requestId, viaElement(1), present);
}

http::HeaderMap forwardTrailers(const http::HeaderMap& trailers, const routing::FieldEdits& edits) {
    http::HeaderMap passed;
    for (const auto field : trailers) {
        const auto is = [&](std::string_view other) { return sameToSome(field.name, other); };
        if (!anyEdited(edits, is)) passed.add(field.name, field.value);
    }
    return passed;
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
