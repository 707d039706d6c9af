#include "config/loader.h"

#include <filesystem>

#include "config/readers.h"
#include "config/text_file.h"
#include "config/validator.h"

namespace sluice::config {

namespace {

/// Where there is just one pool, a route need not name it.
void chooseOnlyPool(Model& model) {
    if (model.pools.size() != 1) return;
    for (routing::Route& route : model.routes) {
        if (route.pool.empty()) route.pool = model.pools.front().name;
    }
}

tl::unexpected<std::vector<Problem>> singleProblem(const std::string& file, Place place,
                                                   std::string message) {
    return tl::unexpected(
        std::vector<Problem>{{file, place.line, place.column, std::move(message)}});
}

}  // namespace

std::string Problem::toString() const {
    std::string text = file;
    if (line > 0) text += ':' + std::to_string(line) + ':' + std::to_string(column);
    return text + ": " + message;
}

tl::expected<Loaded, std::vector<Problem>> loadText(std::string_view toml,
                                                    const std::string& name) {
    const auto document = parseDocument(toml);
    if (!document) return singleProblem(name, document.error().place, document.error().message);
    Diagnostics diagnostics(name);
    const std::string folder = std::filesystem::path(name).parent_path().string();
    Model model = readModel(*document, folder, diagnostics);
    chooseOnlyPool(model);
    validate(model, diagnostics);
    if (diagnostics.failed()) return tl::unexpected(diagnostics.errors());
    return Loaded{std::move(model), diagnostics.warnings(), diagnostics.notes(),
                  diagnostics.places()};
}

tl::expected<Loaded, std::vector<Problem>> loadFile(const std::string& path) {
    const auto text = readTextFile(path);
    if (!text) return singleProblem(path, {}, text.error().message);
    return loadText(*text, path);
}

}  // namespace sluice::config
