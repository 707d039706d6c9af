#include "cli/tuning_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/help_text.h"

namespace sluice::cli {

namespace {

using What = TuningOptions::What;

CLI::App& add(CLI::App& app, TuningOptions& options, What what, const char* name,
              const char* description) {
    CLI::App& command = *app.add_subcommand(name, description);
    command
        .add_option("--admin", options.admin,
                    "The gateway's admin API; needed where several gateways run")
        ->type_name("URL");
    command
        .add_option("-c,--config", options.configFile,
                    "The gateway that runs with this file, which has its token, too")
        ->type_name("FILE");
    command.footer(help::tuning);
    command.callback([&options, what] { options.what = what; });
    return command;
}

void addPool(CLI::App& command, TuningOptions& options) {
    command.add_option("POOL", options.pool, "The pool's name")->required()->type_name("");
}

void addServer(CLI::App& command, TuningOptions& options) {
    addPool(command, options);
    command.add_option("SERVER", options.server, "The server's name")->required()->type_name("");
}

}  // namespace

void addTuning(CLI::App& app, TuningOptions& options) {
    add(app, options, What::pools, "pools", "Show a running gateway's pools and servers");

    CLI::App& weight = add(app, options, What::weight, "weight", "Set a server's weight");
    addServer(weight, options);
    weight.add_option("WEIGHT", options.weight, "0 to 1000; 0: no requests")
        ->required()
        ->type_name("");

    CLI::App& drain = add(app, options, What::drain, "drain", "Give a server no new requests");
    addServer(drain, options);
    drain.add_flag("--maintenance", options.maintenance, "Do not check its health either");
    drain.add_flag("--undo", options.undo, "Give it requests again");

    CLI::App& strategy = add(app, options, What::strategy, "strategy", "Balance a pool otherwise");
    addPool(strategy, options);
    strategy.add_option("STRATEGY", options.strategy, "Such as health-weighted")
        ->required()
        ->type_name("");

    CLI::App& set =
        add(app, options, What::set, "set", "Change a setting of a pool or route, or show all");
    set.add_option("NAME", options.pool, "The name of a pool or route; the key tells which")
        ->required()
        ->type_name("");
    auto* key = set.add_option(
        "KEY", options.key,
        "As in the file, such as retry.attempts or timeouts.read of a pool, timeout of a route");
    auto* value = set.add_option("VALUE", options.value, "Such as 3, 5s, true or [502, 503]");
    key->type_name("")->needs(value);
    value->type_name("");

    CLI::App& purge = add(app, options, What::purge, "purge", "Remove stored answers");
    purge
        .add_option("WHAT", options.pattern,
                    "all, a URL or path (with * for any characters), prefix:…, glob:… or tag:…")
        ->required()
        ->type_name("");

    CLI::App& explain =
        add(app, options, What::explain, "explain", "Tell why an answer is stored, or is not");
    explain.add_option("URL", options.url, "Of the gateway, or a path")->required()->type_name("");
    explain.add_flag("--ask", options.ask, "Ask a server now, not by the last answer seen");

    CLI::App& save = add(app, options, What::save, "save", "Write what was changed into the file");
    save.add_flag("--overwrite", options.overwrite, "Also if the file was changed meanwhile");
}

}  // namespace sluice::cli
