#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "cli/bench_options.h"
#include "cli/bench_progress.h"
#include "cli/exit_code.h"
#include "cli/signals.h"
#include "loadtest/generator.h"

namespace sluice::cli {

/// `sluice bench`: the scenarios of a plan one after another, until the last one's end or a signal.
class BenchCommand : public QObject {
    Q_OBJECT

public:
    explicit BenchCommand(BenchOptions options);

    /// Runs the event loop until the report is written.
    ExitCode run();

private:
    tl::expected<loadtest::Plan, ExitCode> readPlan() const;
    tl::expected<loadtest::Plan, ExitCode> readPlanFile() const;
    ExitCode listPlan(const loadtest::Plan& plan) const;
    void startNext();
    void look();
    void endScenario();
    void stop();
    ExitCode writeReport() const;
    std::string reportText() const;
    ExitCode verdict() const;

    const BenchOptions m_options;
    Signals m_signals;
    BenchProgress m_progress;
    loadtest::Plan m_plan;
    std::unique_ptr<loadtest::Generator> m_generator;
    std::vector<loadtest::Report> m_reports;
    QTimer m_timer;
    QTimer m_warmUp;
};

}  // namespace sluice::cli
