#include "config/readers.h"

namespace sluice::config {

namespace {

void readMatch(Section section, routing::Match& out) {
    section.read("host", out.host);
    section.read("path_prefix", out.pathPrefix);
    section.read("path_regex", out.pathRegex);
    section.read("methods", out.methods);
    section.read("headers", out.headers);
    section.reportUnknownKeys();
}

}  // namespace

void readRoute(Section& section, routing::Route& route) {
    if (auto match = section.section("match")) readMatch(std::move(*match), route.match);
    section.read("pool", route.pool);
    section.read("strip_prefix", route.stripPrefix);
    section.read("replace_prefix", route.replacePrefix);
    section.read("set_request_headers", route.requestFields.set);
    section.read("remove_request_headers", route.requestFields.remove);
    section.read("set_response_headers", route.responseFields.set);
    section.read("remove_response_headers", route.responseFields.remove);
    section.read("upgrades", route.upgrades);
    section.readTimeout("timeout", route.timeout, true);
    if (const auto choice = section.readChoice("encoded_separators", {"pass", "refuse"}))
        route.refuseSeparators = *choice == 1;
    section.read("pass_underscores", route.passUnderscores);
    section.read("cache", route.cache);
}

std::vector<routing::Route> readRoutes(Section section) {
    std::vector<routing::Route> routes;
    for (auto& [name, table] : section.namedSections()) {
        routing::Route& route = routes.emplace_back();
        route.name = name;
        readRoute(table, route);
        table.reportUnknownKeys();
    }
    return routes;
}

}  // namespace sluice::config
