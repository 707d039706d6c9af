#include "gateway/locations.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/field_names.h"
#include "http/original_request.h"
#include "routing/route_table.h"

namespace sluice::gateway {

namespace {

constexpr http::FieldNames locationFields{"Location", "Content-Location", "Refresh"};

/// Most answers do not.
bool mayRefer(const http::HeaderMap& fields) {
    return fields.contains("Set-Cookie") ||
           std::any_of(locationFields.begin(), locationFields.end(),
                       [&](std::string_view name) { return fields.contains(name); });
}

std::string_view portOf(std::string_view authority, std::string_view scheme) {
    const size_t colon = authority.rfind(':');
    const bool hasPort = colon != authority.npos && authority.find(']', colon) == authority.npos;
    if (hasPort) return authority.substr(colon + 1);
    return http::equalNames(scheme, "https") ? "443" : "80";
}

std::string_view hostOf(std::string_view authority) {
    const size_t colon = authority.rfind(':');
    const bool hasPort = colon != authority.npos && authority.find(']', colon) == authority.npos;
    return hasPort ? authority.substr(0, colon) : authority;
}

/// The position behind "name=" of a parameter that ";" or white space sets off; npos: there is
/// none.
size_t findParameter(std::string_view text, std::string_view name) {
    for (size_t at = text.find(';'); at != text.npos; at = text.find(';', at)) {
        ++at;
        while (at < text.size() && http::isOws(text[at]))
            ++at;
        size_t end = at + name.size();
        if (!http::equalNames(text.substr(at, name.size()), name)) continue;
        while (end < text.size() && http::isOws(text[end]))
            ++end;
        if (end < text.size() && text[end] == '=') return end + 1;
    }
    return text.npos;
}

}  // namespace

/// A URI reference (RFC 3986 section 4.1), taken apart as far as it matters here.
struct Locations::Reference {
    explicit Reference(std::string_view text) : rest(text) {
        for (const std::string_view known : {"http:", "https:"}) {
            const bool isIt = http::equalNames(text.substr(0, known.size()), known);
            if (!isIt || !text.substr(known.size()).starts_with("//")) continue;
            scheme = text.substr(0, known.size() - 1);
            rest = text.substr(known.size());
        }
        isPath = rest.starts_with('/') && !rest.starts_with("//");
        if (!rest.starts_with("//")) return;
        const size_t end = std::min(rest.find_first_of("/?#", 2), rest.size());
        authority = rest.substr(2, end - 2);
        rest.remove_prefix(end);
    }

    bool isPath = false;         ///< no scheme and no authority
    std::string_view scheme;     ///< "http" or "https", as written; empty: none
    std::string_view authority;  ///< empty: none
    std::string_view rest;       ///< path, query and fragment
};

void Locations::toServer(http::HeaderMap& fields) const {
    const auto destination = fields.find("Destination");
    if (destination) fields.set("Destination", serverDestination(*destination));
}

void Locations::toClient(http::HeaderMap& fields) const {
    const bool ownHost = m_sentHost == m_server.authority();
    const auto isOurs = [ownHost](std::string_view name) {
        return locationFields.contains(name) || (ownHost && http::equalNames(name, "Set-Cookie"));
    };
    if (!mayRefer(fields)) return;
    bool changes = false;
    for (const auto field : fields)
        changes |= isOurs(field.name) && clientValue(field) != field.value;
    if (!changes) return;
    http::HeaderMap mapped;
    for (const auto field : fields) {
        if (isOurs(field.name)) {
            mapped.add(field.name, clientValue(field));
        } else {
            mapped.add(field.name, field.value);
        }
    }
    fields = std::move(mapped);
}

std::string Locations::clientValue(const http::HeaderMap::Field& field) const {
    if (http::equalNames(field.name, "Refresh")) return clientRefresh(field.value);
    if (http::equalNames(field.name, "Set-Cookie")) return clientCookie(field.value);
    return clientReference(field.value);
}

std::string Locations::clientReference(std::string_view text) const {
    const Reference reference(text);
    if (reference.isPath) return clientRest(reference.rest);
    if (reference.authority.empty()) return std::string(text);
    if (isServers(reference)) {
        const std::string rest = clientRest(reference.rest);
        // A path that begins with "//" reads as another host (RFC 3986 section 4.2), and so does
        // "/\\" for browsers.
        return rest.starts_with("//") || rest.starts_with("/\\") ? "/." + rest : rest;
    }
    if (!isGateways(reference)) return std::string(text);
    const auto origin = static_cast<size_t>(reference.rest.data() - text.data());
    return std::string(text.substr(0, origin)).append(clientRest(reference.rest));
}

/// "5; url=…", in quotes perhaps.
std::string Locations::clientRefresh(std::string_view value) const {
    size_t at = findParameter(value, "url");
    if (at == value.npos) return std::string(value);
    while (at < value.size() && (http::isOws(value[at]) || value[at] == '"' || value[at] == '\''))
        ++at;
    const size_t end = std::min(value.find_first_of("\"'", at), value.size());
    std::string mapped(value.substr(0, at));
    mapped.append(clientReference(value.substr(at, end - at)));
    return mapped.append(value.substr(end));
}

std::string Locations::clientCookie(std::string_view cookie) const {
    const size_t at = findParameter(cookie, "domain");
    if (at == cookie.npos) return std::string(cookie);
    const size_t end = std::min(cookie.find(';', at), cookie.size());
    std::string_view domain = http::trimmed(cookie.substr(at, end - at));
    if (domain.starts_with('.')) domain.remove_prefix(1);
    if (!http::equalNames(domain, m_server.url().endpoint.host)) return std::string(cookie);
    const size_t begin = cookie.rfind(';', at);
    return std::string(cookie.substr(0, begin)).append(cookie.substr(end));
}

std::string Locations::serverDestination(std::string_view text) const {
    const Reference reference(text);
    const bool own = reference.isPath || (!reference.authority.empty() && isGateways(reference));
    if (!own) return std::string(text);
    const std::string target =
        routing::rewriteTarget(m_route, reference.rest.empty() ? "/" : reference.rest);
    // What lies outside of the route is not the server's.
    const bool rewrites = !m_route.stripPrefix.empty() || m_route.replacePrefix;
    if (rewrites && target == reference.rest) return std::string(text);
    if (reference.isPath) return target;
    return std::string(m_server.url().tls ? "https://" : "http://")
        .append(m_sentHost)
        .append(target);
}

std::string Locations::clientRest(std::string_view rest) const {
    const size_t end = std::min(rest.find_first_of("?#"), rest.size());
    const std::string_view path = end == 0 ? "/" : rest.substr(0, end);
    return routing::clientPath(m_route, m_asked.path(), path).append(rest.substr(end));
}

/// By its own address, or by its host alone and the scheme that the client used, as one that goes
/// by X-Forwarded-Proto says.
bool Locations::isServers(const Reference& reference) const {
    const std::string_view own = m_server.authority();
    if (!http::equalNames(hostOf(reference.authority), hostOf(own))) return false;
    const std::string_view ownScheme = m_server.url().tls ? "https" : "http";
    const std::string_view scheme = reference.scheme.empty() ? ownScheme : reference.scheme;
    if (portOf(reference.authority, scheme) == portOf(own, ownScheme)) return true;
    return reference.authority == hostOf(own) && !http::equalNames(scheme, ownScheme) &&
           http::equalNames(scheme, http::originalRequest(m_asked).scheme);
}

bool Locations::isGateways(const Reference& reference) const {
    const auto is = [&](std::string_view authority) {
        return http::equalNames(reference.authority, authority);
    };
    return is(m_sentHost) || is(m_asked.authority) || is(http::originalRequest(m_asked).authority);
}

}  // namespace sluice::gateway
