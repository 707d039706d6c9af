#include "cli/check_command.h"

#include <iostream>

#include "base/printable.h"
#include "cli/start_check.h"

namespace sluice::cli {

namespace {

std::string counted(size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string summary(const config::Model& model) {
    size_t servers = 0;
    for (const auto& pool : model.pools)
        servers += pool.servers.size();
    return counted(model.routes.size(), "route") + ", " + counted(model.pools.size(), "pool") +
           ", " + counted(servers, "server");
}

void printNotes(const std::vector<config::Problem>& notes) {
    for (const auto& note : notes)
        std::cerr << printable(note.toString()) << " (note)\n";
}

}  // namespace

void printProblems(const std::vector<config::Problem>& problems) {
    for (const auto& problem : problems)
        std::cerr << printable(problem.toString()) << "\n";
}

void printWarnings(const std::vector<config::Problem>& warnings) {
    for (const auto& warning : warnings)
        std::cerr << printable(warning.toString()) << " (warning)\n";
}

ExitCode check(const std::string& file) {
    const auto loaded = config::loadFile(file);
    if (!loaded) {
        printProblems(loaded.error());
        return ExitCode::badConfiguration;
    }
    const StartFindings found = checkStart(*loaded, file);
    printWarnings(loaded->warnings);
    printWarnings(found.warnings);
    printNotes(loaded->notes);
    printNotes(found.notes);
    printProblems(found.files);
    printProblems(found.busy);
    if (!found.files.empty()) return ExitCode::badConfiguration;
    if (!found.busy.empty()) return ExitCode::cannotListen;
    std::cout << printable(file) << ": ok, " << summary(loaded->model) << "\n";
    return ExitCode::ok;
}

}  // namespace sluice::cli
