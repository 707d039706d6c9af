#include "config/change_reader.h"

#include "config/readers.h"
#include "config/validator.h"

namespace sluice::config {

namespace {

std::string joined(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems)
        text += (text.empty() ? "" : "; ") + problem.message;
    return text;
}

template <class Options, class Read>
Result<Options> read(Options options, const Value& table, const Read& reader) {
    if (table.kind != Value::Kind::table) return failure("expected an object");
    if (table.members.empty()) return failure("there is nothing to change");
    Diagnostics diagnostics("");
    Section section(table, "", diagnostics);
    reader(section, options);
    section.reportUnknownKeys();
    if (diagnostics.failed()) return failure(joined(diagnostics.errors()));
    return options;
}

}  // namespace

Result<upstream::PoolOptions> changed(upstream::PoolOptions pool, const Value& table,
                                      const std::string& folder) {
    return read(std::move(pool), table, [&](Section& section, upstream::PoolOptions& out) {
        readTuning(section, folder, out);
        validateTuning(out, "", section.diagnostics());
    });
}

Result<routing::Route> changed(routing::Route route, const Value& table, const Model& model) {
    return read(std::move(route), table, [&](Section& section, routing::Route& out) {
        readRoute(section, out);
        validateRoute(out, model, section.diagnostics());
    });
}

Result<Model> changed(Model model, const Value& table) {
    return read(std::move(model), table, [](Section& section, Model& out) {
        readTuning(section, "", out.pools.front());
        readRoute(section, out.routes.front());
        validate(out, section.diagnostics());
    });
}

Result<upstream::ServerOptions> changed(upstream::ServerOptions server, const Value& table) {
    return read(std::move(server), table, readServerTuning);
}

Result<cache::Options> changed(cache::Options options, const Value& table) {
    return read(std::move(options), table, [](Section& section, cache::Options& out) {
        readCacheTuning(section, out);
        validateRules(out, "", section.diagnostics());
    });
}

}  // namespace sluice::config
