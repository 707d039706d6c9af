#include <sys/resource.h>

#include <QCoreApplication>
#include <iostream>

#include "cli/bench_command.h"
#include "cli/check_command.h"
#include "cli/command_line.h"
#include "cli/desktop.h"
#include "cli/log.h"
#include "cli/run_command.h"
#include "cli/snapshot_command.h"
#include "cli/tuning_command.h"
#include "event/epoll_dispatcher.h"

namespace {

using namespace sluice::cli;

/// Every client and every server connection is a descriptor.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

ExitCode openDesktop(const std::string& help) {
    const bool display = hasDisplay();
    if (display) becomeDesktop();
    std::cout << help << std::endl;
    std::cerr << (display ? "sluice: the desktop application (sluice-desktop) is not installed; "
                          : "sluice: there is no display for the desktop application; ")
              << "start a gateway with: sluice run --to http://127.0.0.1:9001\n";
    return ExitCode::badUsage;
}

ExitCode runGateway(const RunOptions& options, int& argc, char** argv) {
    raiseDescriptorLimit();
    setUpLog(options.verbose);
    QCoreApplication::setEventDispatcher(new sluice::event::EpollDispatcher);
    QCoreApplication application(argc, argv);
    RunCommand command(options);
    return command.run();
}

ExitCode sendLoad(const BenchOptions& options, int& argc, char** argv) {
    raiseDescriptorLimit();
    QCoreApplication::setEventDispatcher(new sluice::event::EpollDispatcher);
    QCoreApplication application(argc, argv);
    BenchCommand command(options);
    return command.run();
}

}  // namespace

int main(int argc, char** argv) {
    const auto line = parseCommandLine(argc, argv);
    if (!line) return static_cast<int>(line.error());
    ExitCode code = ExitCode::ok;
    switch (line->command) {
        case CommandLine::Command::none:
            code = openDesktop(line->help);
            break;
        case CommandLine::Command::check:
            code = check(line->checkFile);
            break;
        case CommandLine::Command::tune: {
            const QCoreApplication application(argc, argv);
            code = tune(line->tuning);
            break;
        }
        case CommandLine::Command::bench:
            code = sendLoad(line->bench, argc, argv);
            break;
        case CommandLine::Command::snapshot: {
            const QCoreApplication application(argc, argv);
            code = snapshot(line->snapshot);
            break;
        }
        case CommandLine::Command::run:
            code = runGateway(line->run, argc, argv);
            break;
    }
    return static_cast<int>(code);
}
