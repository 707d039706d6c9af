#include "routing/route_table.h"

#include <algorithm>

#include "http/ascii.h"
#include "routing/host_index.h"
#include "routing/matcher.h"
#include "routing/path.h"
#include "routing/path_index.h"

namespace sluice::routing {

namespace {

size_t numberOfHost(const Matcher& matcher, HostIndex& hosts) {
    switch (matcher.hostKind()) {
        case Matcher::HostKind::exact:
            return hosts.addHost(matcher.host());
        case Matcher::HostKind::wildcard:
            return hosts.addWildcard(matcher.host());
        case Matcher::HostKind::any:
            break;
    }
    return HostIndex::kAnyHost;
}

}  // namespace

struct RouteTable::State {
    struct Entry {
        Matcher matcher;
        size_t route;
    };

    std::vector<Route> routes;
    std::vector<Entry> entries;  ///< in the order in which they are tried
    HostIndex hosts;
    std::vector<PathIndex> paths = std::vector<PathIndex>(1);  ///< by number of the host
    std::vector<std::vector<std::string>> chosenBy;            ///< by route

    void index();
};

void RouteTable::State::index() {
    for (size_t i = 0; i < entries.size(); ++i) {
        const Matcher& matcher = entries[i].matcher;
        const size_t host = numberOfHost(matcher, hosts);
        paths.resize(hosts.size());
        if (matcher.regex()) {
            paths[host].addRegex(*matcher.regex(), i);
        } else {
            paths[host].addPrefix(matcher.prefix(), i);
        }
    }
    for (PathIndex& path : paths)
        path.compile();
}

namespace {

void addNames(const Route& route, std::vector<std::string>& names) {
    for (const auto& header : route.match.headers) {
        const std::string& name = header.first;
        const auto isSame = [&](const std::string& known) { return http::equalNames(known, name); };
        if (std::none_of(names.begin(), names.end(), isSame)) names.push_back(name);
    }
}

/// Also of those before it, which the request has passed by.
template <class Entries>
std::vector<std::vector<std::string>> whatChose(const Entries& entries,
                                                const std::vector<Route>& routes) {
    std::vector<std::vector<std::string>> all(routes.size());
    std::vector<size_t> withFields;
    for (size_t i = 0; i < entries.size(); ++i) {
        const Route& route = routes[entries[i].route];
        std::vector<std::string>& names = all[entries[i].route];
        addNames(route, names);
        for (const size_t earlier : withFields) {
            if (entries[earlier].matcher.overlaps(entries[i].matcher))
                addNames(routes[entries[earlier].route], names);
        }
        if (!route.match.headers.empty()) withFields.push_back(i);
    }
    return all;
}

}  // namespace

RouteTable::RouteTable() : m_state(std::make_shared<const State>()) {}

Result<RouteTable> RouteTable::build(std::vector<Route> routes) {
    auto state = std::make_shared<State>();
    for (size_t i = 0; i < routes.size(); ++i) {
        auto matcher = Matcher::compile(routes[i].match);
        if (!matcher) {
            return failure("route \"" + routes[i].name + "\": " + matcher.error().message);
        }
        state->entries.push_back({std::move(*matcher), i});
    }
    std::stable_sort(state->entries.begin(), state->entries.end(),
                     [](const State::Entry& a, const State::Entry& b) {
                         return a.matcher.isMoreSpecificThan(b.matcher);
                     });
    state->index();
    state->chosenBy = whatChose(state->entries, routes);
    state->routes = std::move(routes);
    RouteTable table;
    table.m_state = std::move(state);
    return table;
}

std::optional<size_t> RouteTable::match(const http::RequestHead& head) const {
    std::string buffer;
    const auto& entries = m_state->entries;
    const auto path = normalizePath(head.path(), buffer);
    if (!path) return std::nullopt;
    const std::string_view host = requestHost(head.authority);
    const auto accepts = [&](size_t entry) { return entries[entry].matcher.accepts(head); };
    const auto found = m_state->hosts.findMostSpecific(
        host, [&](size_t number) { return m_state->paths[number].findFirst(*path, accepts); });
    if (!found) return std::nullopt;
    return entries[*found].route;
}

size_t RouteTable::regexesOneByOne() const {
    size_t most = 0;
    for (const PathIndex& paths : m_state->paths)
        most = std::max(most, paths.matchedOneByOne());
    return most;
}

const std::vector<Route>& RouteTable::routes() const {
    return m_state->routes;
}

const std::vector<std::string>& RouteTable::chosenBy(size_t route) const {
    return m_state->chosenBy[route];
}

}  // namespace sluice::routing
