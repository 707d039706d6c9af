#include "cli/snapshot_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/help_text.h"

namespace sluice::cli {

namespace {

using What = SnapshotOptions::What;

void addOutput(CLI::App& command, SnapshotOptions& options) {
    command
        .add_option("-o,--output", options.output,
                    "Write it into this file; .json, .csv and .prom name the format")
        ->type_name("FILE");
    command.add_option("--format", options.format, "json, csv or prometheus")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"json", "csv", "prometheus"}));
}

}  // namespace

void addSnapshot(CLI::App& app, SnapshotOptions& options) {
    CLI::App& take =
        *app.add_subcommand("snapshot", "Take, merge or compare snapshots of what was measured");
    addOutput(take, options);
    take.add_option("--for", options.period, "Measure for that long, such as 30s")
        ->type_name("TIME");
    take.add_option("--admin", options.admin,
                    "The gateway's admin API; needed where several gateways run")
        ->type_name("URL");
    take.add_option("-c,--config", options.configFile,
                    "The gateway that runs with this file, which has its token, too")
        ->type_name("FILE");
    take.footer(help::snapshot);
    take.require_subcommand(0, 1);

    CLI::App& merge = *take.add_subcommand("merge", "Add up snapshots of gateways or of periods");
    merge.add_option("FILE", options.files, "Snapshots as JSON")
        ->required()
        ->expected(2, 1000)
        ->type_name("");
    addOutput(merge, options);
    merge.callback([&options] { options.what = What::merge; });

    CLI::App& diff = *take.add_subcommand("diff", "Compare two snapshots");
    diff.add_option("FILE", options.files, "Snapshots as JSON: before and after")
        ->required()
        ->expected(2)
        ->type_name("");
    diff.add_option(
            "--fail-if", options.failIf,
            "End with 6 if this holds, such as 'p99 > +10%'; with 7 without requests to judge by")
        ->type_name("CONDITION")
        ->expected(1)
        ->take_all();
    diff.footer(help::snapshotDiff);
    diff.callback([&options] { options.what = What::diff; });

    take.callback([&options] {
        if (options.what == What::none) options.what = What::take;
    });
}

}  // namespace sluice::cli
