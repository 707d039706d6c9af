#include "config/route_writer.h"

#include "config/table_writer.h"

namespace sluice::config {

namespace {

Value arrayOf(const std::vector<std::string>& texts) {
    Value array;
    array.kind = Value::Kind::array;
    for (const std::string& text : texts)
        array.items.push_back(TableWriter::valueOf(text));
    return array;
}

Value tableOf(const std::vector<std::pair<std::string, std::string>>& pairs) {
    TableWriter table;
    for (const auto& [key, value] : pairs)
        table.add(key, std::string_view(value));
    return table.done();
}

Value optional(const std::optional<std::string>& text) {
    if (text) return TableWriter::valueOf(*text);
    Value none;
    none.kind = Value::Kind::null;
    return none;
}

Value writeMatch(const routing::Match& match) {
    return TableWriter()
        .add("host", std::string_view(match.host))
        .add("path_prefix", std::string_view(match.pathPrefix))
        .add("path_regex", std::string_view(match.pathRegex))
        .add("methods", arrayOf(match.methods))
        .add("headers", tableOf(match.headers))
        .done();
}

}  // namespace

Value writeRoute(const routing::Route& route) {
    return TableWriter()
        .add("match", writeMatch(route.match))
        .add("pool", std::string_view(route.pool))
        .add("strip_prefix", std::string_view(route.stripPrefix))
        .add("replace_prefix", optional(route.replacePrefix))
        .add("set_request_headers", tableOf(route.requestFields.set))
        .add("remove_request_headers", arrayOf(route.requestFields.remove))
        .add("set_response_headers", tableOf(route.responseFields.set))
        .add("remove_response_headers", arrayOf(route.responseFields.remove))
        .add("upgrades", arrayOf(route.upgrades))
        .add("timeout", route.timeout)
        .add("encoded_separators", std::string_view(route.refuseSeparators ? "refuse" : "pass"))
        .add("pass_underscores", route.passUnderscores)
        .add("cache", route.cache)
        .done();
}

}  // namespace sluice::config
