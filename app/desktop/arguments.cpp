#include "arguments.h"

#include <CLI/CLI.hpp>

namespace sluice::desktop {

std::optional<Arguments> parseArguments(int argc, char** argv, int& exitCode) {
    Arguments arguments;
    CLI::App app(
        "Sluice: an API gateway whose traffic you can see.\n"
        "Without arguments, the window asks what to start.",
        "sluice-desktop");
    auto* file = app.add_option("FILE,-c,--config", arguments.file, "A configuration to run")
                     ->check(CLI::ExistingFile);
    auto* demo = app.add_flag("--demo", arguments.demo,
                              "Run the demo: three servers on this computer and gentle traffic");
    auto* to = app.add_option("--to", arguments.urls,
                              "Forward everything to this server; may be repeated");
    app.add_option("--listen", arguments.listen, "Where to listen, for --to")
        ->default_str("127.0.0.1:8080")
        ->needs(to);
    demo->excludes(file)->excludes(to);
    to->excludes(file);
    app.set_version_flag("--version", "sluice-desktop " SLUICE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exitCode = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    if (arguments.listen.empty()) arguments.listen = "127.0.0.1:8080";
    return arguments;
}

}  // namespace sluice::desktop
