#pragma once

#include <QObject>
#include <QTimer>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/signals.h"
#include "demo/demo.h"
#include "engine/engine.h"

namespace sluice::cli {

/// `sluice run`: a gateway in the foreground, on the main thread as control thread, until a signal
/// stops it.
class RunCommand : public QObject {
    Q_OBJECT

public:
    explicit RunCommand(RunOptions options);

    /// Starts the gateway and runs the event loop.
    ExitCode run();

private:
    using Started = tl::expected<void, ExitCode>;

    Started start();
    Started startDemo();
    Started startFile();
    Started startProxy();
    void announce();
    void stop();
    void reload();
    void reopenLog();
    void tellWaiting();
    void tellProblems(const engine::SnapshotPtr& snapshot);

    const RunOptions m_options;
    Signals m_signals;
    demo::Demo m_demo;
    engine::Engine m_engine;
    std::string m_configError;  // as told
    bool m_conflict = false;    // as told
    QTimer m_tellWaiting;
};

}  // namespace sluice::cli
