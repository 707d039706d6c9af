#include "cli/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>

#include "cli/help_text.h"
#include "cli/proxy_model.h"
#include "config/setting.h"

namespace sluice::cli {

namespace {

/// The arguments of `sluice run` as they were typed.
struct RunWords {
    std::string config;
    std::string listen;
    std::vector<std::string> to;
    std::string admin;
    std::vector<std::string> settings;
    int workers = 0;
    std::string preserveHost;
    std::string accessLog;
    bool demo = false;
    bool verbose = false;
};

CLI::App& addRun(CLI::App& app, RunWords& words) {
    CLI::App& run = *app.add_subcommand("run", "Run a gateway until it is stopped");
    run.add_option("-c,--config", words.config, "The configuration file")->type_name("FILE");
    run.add_option("--to", words.to,
                   "Forward everything to these servers, such as "
                   "http://127.0.0.1:9001")
        ->type_name("URL");
    run.add_option("--listen", words.listen,
                   "Where to listen, with --to: 8080, :8080 or HOST:PORT; 127.0.0.1:8080 if not "
                   "given")
        ->type_name("ADDRESS");
    run.add_option("--admin", words.admin,
                   "Where the admin API listens, with --to; 127.0.0.1:8081 or the next free port "
                   "if not given")
        ->type_name("ADDRESS|off");
    run.add_option("--set", words.settings,
                   "A setting of the pool or the route, with --to, by its key in a file: "
                   "timeouts.read=1m, timeout=1m, strategy=round-robin; again for more")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    run.add_option("--preserve-host", words.preserveHost,
                   "Whether the servers get the client's Host, with --to; auto: those on this "
                   "machine and in private networks do")
        ->type_name("auto|true|false")
        ->check(CLI::IsMember({"auto", "true", "false"}));
    run.add_option("--workers", words.workers, "Threads that serve, with --to; one per core if 0")
        ->type_name("N")
        ->check(CLI::Range(0, 256));
    run.add_option("--access-log", words.accessLog,
                   "Write a line for each request, with --to; - is standard output")
        ->type_name("FILE|-");
    run.add_flag("--demo", words.demo, "Run the demo: three servers and some traffic");
    run.add_flag("-v,--verbose", words.verbose, "Log what the gateway does");
    run.footer(help::run);
    return run;
}

/// What belongs into the file if there is one.
Result<> checkSources(const RunWords& words) {
    const int sources = int(!words.config.empty()) + int(!words.to.empty()) + int(words.demo);
    if (sources == 0 && !words.listen.empty()) {
        return failure("--listen needs --to: where should the requests go?");
    }
    if (sources == 0) return failure("nothing to run: give --config FILE, --to URL or --demo");
    if (sources > 1) return failure("give only one of --config, --to and --demo");
    if (!words.to.empty()) return {};
    const bool more = !words.listen.empty() || !words.admin.empty() || words.workers != 0 ||
                      !words.accessLog.empty() || !words.settings.empty() ||
                      !words.preserveHost.empty();
    if (!more) return {};
    return failure(words.demo
                       ? "--demo chooses everything itself; leave the other options out"
                       : "--listen, --admin, --preserve-host, --set, --workers and --access-log go "
                         "with --to; with --config, write them into the file");
}

Result<> readAdmin(const std::string& word, RunOptions& options) {
    options.adminEnabled = word != "off";
    if (word.empty() || word == "off") return {};
    const auto address = parseListenAddress(word);
    if (!address) return failure("--admin " + word + ": " + address.error().message);
    if (!address->isLoopback()) {
        return failure("--admin " + word +
                       ": off loopback the admin API needs a token; write "
                       "admin.address and admin.token into a file and use --config");
    }
    options.admin = *address;
    return {};
}

Result<> readAddresses(const RunWords& words, RunOptions& options) {
    if (!words.listen.empty()) {
        const auto address = parseListenAddress(words.listen);
        if (!address) return failure("--listen " + words.listen + ": " + address.error().message);
        options.listen = *address;
    }
    for (const std::string& word : words.to) {
        const auto url = parseServerUrl(word);
        if (!url) return failure("--to: " + url.error().message);
        if (std::find(options.to.begin(), options.to.end(), *url) != options.to.end()) {
            return failure("--to names " + url->toString() + " twice");
        }
        options.to.push_back(*url);
    }
    return readAdmin(words.admin, options);
}

Result<> readSettings(const RunWords& words, RunOptions& options) {
    for (const std::string& word : words.settings) {
        const size_t equals = word.find('=');
        if (equals == 0 || equals == word.npos) {
            return failure("--set " + word + ": expected KEY=VALUE, such as timeouts.read=1m");
        }
        config::addSetting(options.settings, word.substr(0, equals), word.substr(equals + 1));
    }
    if (words.settings.empty() || options.to.empty()) return {};
    const auto model = proxyModel(options);
    if (!model) return failure("--set: " + model.error().message);
    return {};
}

Result<RunOptions> interpret(const RunWords& words) {
    if (const auto sane = checkSources(words); !sane) return tl::unexpected(sane.error());
    RunOptions options;
    options.configFile = words.config;
    options.demo = words.demo;
    options.workers = words.workers;
    options.preserveHost = preserveHostOf(words.preserveHost);
    options.accessLog = words.accessLog;
    options.verbose = words.verbose;
    if (const auto read = readAddresses(words, options); !read) return tl::unexpected(read.error());
    if (const auto read = readSettings(words, options); !read) return tl::unexpected(read.error());
    return options;
}

ExitCode badUsage(const std::string& command, const std::string& message) {
    std::cerr << command << ": " << message << "\nTry: " << command << " --help\n";
    return ExitCode::badUsage;
}

}  // namespace

Result<Endpoint> parseListenAddress(std::string_view text) {
    std::string address(text);
    const bool portAlone =
        !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (portAlone) address.insert(0, ":");
    if (!address.empty() && address.front() == ':') address.insert(0, "127.0.0.1");
    return parseEndpoint(address);
}

tl::expected<CommandLine, ExitCode> parseCommandLine(int argc, const char* const* argv) {
    CLI::App app(help::program, "sluice");
    app.set_version_flag("--version", "sluice " SLUICE_VERSION, "Print the version and exit");
    app.footer(help::examples);
    app.get_formatter()->column_width(28);
    app.require_subcommand(0, 1);
    RunWords words;
    CommandLine line;
    const CLI::App& run = addRun(app, words);
    CLI::App& check = *app.add_subcommand("check", "Check a configuration file");
    check.add_option("FILE", line.checkFile, "The configuration file")->required()->type_name("");
    check.footer(help::check);
    addTuning(app, line.tuning);
    addBench(app, line.bench);
    addSnapshot(app, line.snapshot);
    const auto command = [&app] {
        const auto parsed = app.get_subcommands();
        return parsed.empty() ? "sluice" : "sluice " + parsed.front()->get_name();
    };
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return tl::unexpected(badUsage(command(), error.what()));
        app.exit(error);
        return tl::unexpected(ExitCode::ok);
    }
    line.help = app.help();
    if (check.parsed()) line.command = CommandLine::Command::check;
    if (line.tuning.what != TuningOptions::What::none) line.command = CommandLine::Command::tune;
    if (line.bench.asked) line.command = CommandLine::Command::bench;
    if (line.snapshot.what != SnapshotOptions::What::none) {
        line.command = CommandLine::Command::snapshot;
    }
    if (!run.parsed()) return line;
    line.command = CommandLine::Command::run;
    const auto options = interpret(words);
    if (!options) return tl::unexpected(badUsage(command(), options.error().message));
    line.run = *options;
    return line;
}

}  // namespace sluice::cli
