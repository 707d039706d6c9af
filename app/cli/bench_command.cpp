#include "cli/bench_command.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSaveFile>
#include <iostream>
#include <utility>

#include "cli/bench_plan.h"
#include "cli/check_command.h"
#include "cli/plan_file.h"
#include "loadtest/report_csv.h"
#include "loadtest/report_json.h"
#include "loadtest/report_table.h"

namespace sluice::cli {

namespace {

constexpr auto kLook = std::chrono::milliseconds(20);

tl::unexpected<ExitCode> refuse(const std::string& message) {
    std::cerr << "sluice bench: " << message << "\nTry: sluice bench --help\n";
    return tl::unexpected(ExitCode::badUsage);
}

/// Whether any request was answered, whatever the answer was.
bool wasAnswered(const loadtest::Report& report) {
    return !report.counts().statuses.empty();
}

}  // namespace

BenchCommand::BenchCommand(BenchOptions options)
    : m_options(std::move(options)), m_progress(m_options.progress) {
    connect(&m_signals, &Signals::stopAsked, this, &BenchCommand::stop);
    connect(&m_timer, &QTimer::timeout, this, &BenchCommand::look);
    m_warmUp.setSingleShot(true);
    m_warmUp.setTimerType(Qt::PreciseTimer);
    connect(&m_warmUp, &QTimer::timeout, this, [this] { m_progress.warmUpIsOver(); });
}

ExitCode BenchCommand::run() {
    auto plan = readPlan();
    if (plan && m_options.list) return listPlan(*plan);
    if (plan) {
        const auto sane = checkTargets(*plan, m_options.allowRemote);
        if (!sane) plan = refuse(sane.error().message);
    }
    if (!plan) return plan.error();
    m_plan = std::move(*plan);
    startNext();
    m_timer.start(kLook);
    QCoreApplication::exec();
    return writeReport();
}

tl::expected<loadtest::Plan, ExitCode> BenchCommand::readPlan() const {
    if (m_options.planFile.empty()) {
        if (m_options.url.empty()) return refuse("give a URL, or --plan FILE");
        auto plan = planOf(m_options);
        if (!plan) return refuse(plan.error().message);
        if (m_options.list || !m_options.scenario.empty()) {
            return refuse("--list and --scenario are for --plan FILE");
        }
        return *plan;
    }
    if (!m_options.forUrl.empty()) {
        return refuse(m_options.forUrl.front() +
                      " is for a URL: with --plan, write it into the plan");
    }
    auto plan = readPlanFile();
    if (!plan || m_options.scenario.empty()) return plan;
    const auto chosen = choose(m_options.scenario, *plan);
    if (!chosen) return refuse(chosen.error().message);
    return plan;
}

tl::expected<loadtest::Plan, ExitCode> BenchCommand::readPlanFile() const {
    auto plan = loadPlanFile(m_options.planFile);
    if (!plan) {
        printProblems(plan.error());
        return tl::unexpected(ExitCode::badConfiguration);
    }
    if (m_options.url.empty()) return *plan;
    ServerUrl target;
    std::string path;
    const auto read = readUrl(m_options.url, target, path);
    if (!read) return refuse(read.error().message);
    if (path != "/") return refuse("with --plan, the URL only names where to send its requests");
    for (loadtest::Scenario& scenario : plan->scenarios)
        scenario.target = target;
    return *plan;
}

ExitCode BenchCommand::listPlan(const loadtest::Plan& plan) const {
    if (m_options.format == BenchOptions::Format::json) {
        std::cout << QJsonDocument(loadtest::planJson(plan)).toJson().toStdString();
        return ExitCode::ok;
    }
    for (size_t i = 0; i < plan.scenarios.size(); ++i) {
        const loadtest::Scenario& scenario = plan.scenarios[i];
        std::cout << i + 1 << "  " << scenario.name << "  " << scenario.target.toString() << "  "
                  << describe(scenario) << "\n";
    }
    return ExitCode::ok;
}

void BenchCommand::startNext() {
    m_generator = std::make_unique<loadtest::Generator>(m_plan.scenarios[m_reports.size()]);
    m_generator->start();
    const auto warmUp =
        std::chrono::ceil<std::chrono::milliseconds>(m_generator->scenario().warmUp);
    if (warmUp > warmUp.zero()) m_warmUp.start(warmUp);
}

void BenchCommand::look() {
    if (!m_generator->finished()) {
        m_progress.update(*m_generator);
        return;
    }
    endScenario();
    if (m_reports.size() < m_plan.scenarios.size()) {
        startNext();
    } else {
        stop();
    }
}

void BenchCommand::endScenario() {
    m_warmUp.stop();
    m_generator->stop();
    m_progress.finish(*m_generator);
    m_reports.push_back(m_generator->report());
    m_generator.reset();
}

void BenchCommand::stop() {
    m_timer.stop();
    if (m_generator) endScenario();
    QCoreApplication::quit();
}

ExitCode BenchCommand::writeReport() const {
    const std::string text = reportText();
    if (m_options.outputFile.empty() || m_options.outputFile == "-") {
        std::cout << text << std::flush;
        return verdict();
    }
    QSaveFile file(QString::fromStdString(m_options.outputFile));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), qint64(text.size())) < 0 ||
        !file.commit()) {
        std::cerr << "sluice bench: " << m_options.outputFile << ": "
                  << file.errorString().toStdString() << "\n";
        return ExitCode::failed;
    }
    return verdict();
}

std::string BenchCommand::reportText() const {
    if (m_options.format == BenchOptions::Format::csv) return loadtest::reportCsv(m_reports);
    if (m_options.format == BenchOptions::Format::json) {
        const QJsonDocument document(loadtest::documentJson(m_reports));
        return document.toJson(QJsonDocument::Compact).toStdString() + "\n";
    }
    std::string text;
    for (const loadtest::Report& report : m_reports)
        text += (text.empty() ? "" : "\n") + loadtest::reportTable(report);
    return text;
}

ExitCode BenchCommand::verdict() const {
    for (const loadtest::Report& report : m_reports) {
        if (report.counts().total() > 0 && !wasAnswered(report)) return ExitCode::notReached;
    }
    for (const loadtest::Report& report : m_reports) {
        if (report.counts().total() > 0 && report.counts().successful == 0) return ExitCode::failed;
    }
    return ExitCode::ok;
}

}  // namespace sluice::cli
