#include <algorithm>

#include "config/field_check.h"
#include "config/suggestion.h"
#include "config/validator.h"
#include "http/ascii.h"
#include "http/header_map.h"
#include "http/hop_by_hop.h"
#include "routing/matcher.h"

namespace sluice::config {

namespace {

using routing::Route;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Fields that frame messages or speak of one connection (RFC 9110 section 7.6.1): editing them
/// would make server and client disagree on where a message ends.
bool isReserved(std::string_view name) {
    constexpr http::FieldNames framing{"Content-Length", "Trailer"};
    return http::hopByHopFields.contains(name) || framing.contains(name);
}

/// A token, and perhaps another one behind a slash.
bool isProtocol(std::string_view text) {
    const size_t slash = std::min(text.find('/'), text.size());
    return isToken(text.substr(0, slash)) &&
           (slash == text.size() || isToken(text.substr(slash + 1)));
}

class RouteValidator {
public:
    RouteValidator(const Route& route, Diagnostics& diagnostics)
        : m_route(route), m_path(joinPath("routes", route.name)), m_diagnostics(diagnostics) {}

    void checkName() {
        if (!isUsableName(m_route.name)) {
            error("", "the name is empty, too long or has control characters");
        }
    }

    void checkPool(const Model& model) {
        std::vector<std::string> pools;
        for (const upstream::PoolOptions& pool : model.pools)
            pools.push_back(pool.name);
        if (m_route.pool.empty()) {
            error("", pools.empty() ? "names no pool, and there is none: add [pools.NAME]"
                                    : "names no pool; expected one of " + listed(pools));
        } else if (std::find(pools.begin(), pools.end(), m_route.pool) == pools.end()) {
            error(".pool",
                  "there is no pool " + inQuotes(m_route.pool) + suggestion(m_route.pool, pools));
        }
    }

    void checkMatch() {
        const auto compiled = routing::Matcher::compile(m_route.match);
        if (!compiled) error(".match", compiled.error().message);
        for (const std::string& method : m_route.match.methods)
            checkMethod(method);
        checkFields(".match.headers", m_route.match.headers, false);
    }

    void checkRewrite() {
        checkPrefix(".strip_prefix", m_route.stripPrefix);
        checkPrefix(".replace_prefix", m_route.replacePrefix.value_or(""));
        if (m_route.replacePrefix && !m_route.match.pathRegex.empty() &&
            m_route.stripPrefix.empty()) {
            error(".replace_prefix", "needs strip_prefix with path_regex, to say what it replaces");
        }
    }

    void checkEdits() {
        checkFields(".set_request_headers", m_route.requestFields.set, true);
        checkFields(".set_response_headers", m_route.responseFields.set, true);
        checkRemovals(".remove_request_headers", m_route.requestFields.remove);
        checkRemovals(".remove_response_headers", m_route.responseFields.remove);
    }

    void checkUpgrades() {
        for (const std::string& protocol : m_route.upgrades) {
            if (http::equalNames(protocol, "h2c")) {
                error(".upgrades",
                      "h2c cannot be passed: what is asked by HTTP/2 would go past the routes");
            } else if (!isProtocol(protocol)) {
                error(".upgrades", inQuotes(protocol) +
                                       " is not a protocol such as \"websocket\" or \"IRC/6.9\" "
                                       "(RFC 9110 section 7.8)");
            }
        }
    }

private:
    void error(std::string_view key, std::string_view message) {
        m_diagnostics.error(m_path + std::string(key), message);
    }

    void checkMethod(const std::string& method) {
        std::string upper = method;
        for (char& c : upper)
            c = http::isAlpha(c) ? static_cast<char>(c & ~0x20) : c;
        if (!isToken(method)) {
            error(".match.methods", inQuotes(method) + " is not a method such as \"GET\"");
        } else if (upper != method) {
            m_diagnostics.warning(m_path + ".match.methods",
                                  inQuotes(method) + " does not match " + inQuotes(upper) +
                                      ": methods are case-sensitive (RFC 9110 section 9.1)");
        }
    }

    /// A prefix that is rewritten obeys the rules of one that is matched.
    void checkPrefix(std::string_view key, const std::string& prefix) {
        if (prefix.empty()) return;
        routing::Match match;
        match.pathPrefix = prefix;
        const auto compiled = routing::Matcher::compile(match);
        if (!compiled) error(key, compiled.error().message);
    }

    void checkFields(const std::string& key, const Pairs& fields, bool editing) {
        for (auto field = fields.begin(); field != fields.end(); ++field) {
            const std::string path = joinPath(m_path + key, field->first);
            checkName(path, field->first, editing);
            checkFieldValue(path, field->second, m_diagnostics);
            const bool repeated = std::any_of(fields.begin(), field, [&](const auto& other) {
                return http::equalNames(other.first, field->first);
            });
            if (repeated) m_diagnostics.error(path, "is there twice; names ignore case");
        }
    }

    void checkRemovals(const std::string& key, const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            checkName(m_path + key, name, true);
            if (http::equalNames(name, "Host")) error(key, "Host must be there; set it instead");
        }
    }

    void checkName(const std::string& path, const std::string& name, bool editing) {
        checkFieldName(path, name, m_diagnostics);
        if (editing && isReserved(name)) {
            m_diagnostics.error(path,
                                inQuotes(name) + " belongs to the connection and is not edited");
        }
    }

    const Route& m_route;
    const std::string m_path;
    Diagnostics& m_diagnostics;
};

}  // namespace

void validateRoute(const Route& route, const Model& model, Diagnostics& diagnostics) {
    RouteValidator validator(route, diagnostics);
    validator.checkName();
    validator.checkPool(model);
    validator.checkMatch();
    validator.checkRewrite();
    validator.checkEdits();
    validator.checkUpgrades();
}

void validateRoutes(const Model& model, Diagnostics& diagnostics) {
    for (const Route& route : model.routes)
        validateRoute(route, model, diagnostics);
}

}  // namespace sluice::config
