#include "load_test_model.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <cmath>

#include "number_format.h"

using namespace Qt::StringLiterals;

namespace sluice::desktop {

namespace {

const metrics::Traffic* trafficOf(const metrics::Snapshot& snapshot, const QString& route) {
    for (const auto& candidate : snapshot.routes)
        if (QString::fromStdString(candidate.name) == route) return &candidate.traffic;
    return nullptr;
}

}  // namespace

LoadTestModel::LoadTestModel(QObject* parent) : QObject(parent) {
    connect(&m_process, &LoadProcess::progressed, this, &LoadTestModel::readProgress);
    connect(&m_process, &LoadProcess::done, this, [this](const QJsonObject& document) {
        m_document = document;
        m_atGateway ? askRecord(Moment::End) : conclude();
    });
    connect(&m_process, &LoadProcess::failed, this, [this](const QString& problem) {
        m_plan.setFailed(m_job.scenario);
        end(Failed, problem);
    });
    m_recordTimer.setSingleShot(true);
    m_recordTimer.setInterval(recordLimit_ms);
    connect(&m_recordTimer, &QTimer::timeout, this,
            [this] { reached(m_newest ? m_newest->record : nullptr); });
}

void LoadTestModel::setProgram(const QString& program) {
    m_process.setProgram(program);
    m_plan.setProgram(program);
}

void LoadTestModel::run(const QStringList& arguments) {
    start({{-1, QUrl(arguments.value(0)), arguments}});
}

void LoadTestModel::runPlan(int scenario) {
    QList<Job> jobs;
    for (int i = 0; i < m_plan.count(); ++i) {
        if (scenario < 0 || i == scenario)
            jobs.append({i, QUrl(m_plan.target(i)), m_plan.arguments(i)});
    }
    start(jobs);
}

void LoadTestModel::start(const QList<Job>& jobs) {
    if (m_state == Running || jobs.isEmpty()) return;
    m_problem.clear();
    m_outcomes.clear();
    m_plan.forget();
    for (MetricHistory* history : {&m_sent, &m_passed, &m_p50, &m_p99, &m_gatewayP99})
        history->clear();
    m_waiting = jobs;
    m_state = Running;
    next();
}

void LoadTestModel::next() {
    m_job = m_waiting.takeFirst();
    m_progress = m_document = {};
    m_view.reset();
    m_shown = m_job.scenario;
    m_report.show({}, {});
    m_plan.setRunning(m_job.scenario);
    const QUrl gateway(m_newest ? QString::fromStdString(m_newest->listenUrl) : QString());
    m_atGateway = gateway.isValid() && m_job.target.port(80) == gateway.port(80);
    m_atGateway ? askRecord(Moment::Begin) : m_process.start(m_job.arguments);
    Q_EMIT changed();
}

void LoadTestModel::askRecord(Moment moment) {
    m_moment = moment;
    m_recordTimer.start();
    Q_EMIT recordAsked(++m_tag);
}

void LoadTestModel::takeRecord(int tag, const RecordPtr& record) {
    if (tag == m_tag) reached(record);
}

/// Also once the gateway has not answered in time.
void LoadTestModel::reached(const RecordPtr& record) {
    m_recordTimer.stop();
    const Moment moment = std::exchange(m_moment, Moment::None);
    if (moment == Moment::Begin || moment == Moment::WarmUpEnd) m_gateway.begin(record);
    if (moment == Moment::Begin) m_process.start(m_job.arguments);
    if (moment != Moment::End) return;
    if (record) m_view = m_gateway.view(*record);
    conclude();
}

void LoadTestModel::cancel() {
    if (m_state != Running) return;
    m_waiting.clear();
    if (m_process.running()) return m_process.cancel();
    if (m_moment == Moment::Begin) end(m_outcomes.empty() ? Unasked : Done);
}

void LoadTestModel::readProgress(const QJsonObject& line) {
    if (line[u"measuring"].toBool()) {
        if (m_atGateway) askRecord(Moment::WarmUpEnd);
        return;
    }
    m_progress = line;
    const qint64 time_s = QDateTime::currentSecsSinceEpoch();
    m_sent.record(time_s, line[u"requests_per_second"].toDouble());
    m_p50.record(time_s, line[u"median_ms"].toDouble());
    m_p99.record(time_s, line[u"p99_ms"].toDouble());
    Q_EMIT changed();
}

void LoadTestModel::conclude() {
    const LoadOutcome outcome{m_document, m_view};
    m_outcomes[m_job.scenario] = outcome;
    m_shown = m_job.scenario;
    m_plan.setReport(m_job.scenario, outcome.result());
    m_report.show(outcome.result(), outcome.gateway);
    m_waiting.isEmpty() ? end(Done) : next();
}

void LoadTestModel::end(State state, const QString& problem) {
    m_recordTimer.stop();
    m_moment = Moment::None;
    m_waiting.clear();
    m_state = state;
    m_problem = problem;
    Q_EMIT changed();
}

void LoadTestModel::show(int scenario) {
    if (!m_outcomes.contains(scenario)) return;
    m_shown = scenario;
    m_report.show(result(), outcome()->gateway);
    Q_EMIT changed();
}

void LoadTestModel::record(const SnapshotPtr& snapshot) {
    m_newest = snapshot;
    suggest(*snapshot);
    const bool measuring = m_process.running() && m_moment == Moment::None;
    if (!m_atGateway || !measuring || !snapshot->record) return;
    m_view = m_gateway.view(*snapshot->record);
    const metrics::Traffic* traffic = m_view ? trafficOf(*snapshot, m_view->route) : nullptr;
    if (!traffic) return;
    const qint64 time_s = snapshot->time_ms / 1000;
    m_passed.record(time_s, traffic->rates.per_1s);
    m_gatewayP99.record(time_s, traffic->lastSecond.p99_ms);
    Q_EMIT changed();
}

void LoadTestModel::suggest(const metrics::Snapshot& snapshot) {
    QString path = u"/"_s;
    if (!snapshot.routes.empty() && snapshot.routes.front().match.starts_with('/'))
        path = QString::fromStdString(snapshot.routes.front().match);
    const QString url = QString::fromStdString(snapshot.listenUrl) + path;
    if (url == m_suggestedUrl) return;
    m_suggestedUrl = url;
    Q_EMIT suggestedUrlChanged();
}

const LoadOutcome* LoadTestModel::outcome() const {
    const auto found = m_outcomes.find(m_shown);
    return found == m_outcomes.end() ? nullptr : &found->second;
}

QJsonObject LoadTestModel::result() const {
    return outcome() ? outcome()->result() : QJsonObject();
}

QString LoadTestModel::route() const {
    return outcome() && outcome()->gateway ? outcome()->gateway->route : QString();
}

double LoadTestModel::progress() const {
    if (m_state == Done) return 1;
    const double expected_s = m_progress[u"expected_s"].toDouble();
    if (expected_s > 0) return std::min(1.0, m_progress[u"elapsed_s"].toDouble() / expected_s);
    const double count = m_progress[u"count"].toDouble();
    return count > 0 ? std::min(1.0, m_progress[u"total_requests"].toDouble() / count) : 0;
}

QString LoadTestModel::status() const {
    if (m_state != Running) return {};
    if (m_progress.isEmpty()) return tr("Starting…");
    const auto number = [this](const char* key) {
        return format::count(m_progress[QLatin1String(key)].toDouble());
    };
    const bool timed = m_progress[u"expected_s"].toDouble() > 0;
    QString text =
        timed ? tr("%1 s of %2 s, %3 requests")
                    .arg(number("elapsed_s"), number("expected_s"), number("total_requests"))
              : tr("%1 of %2 requests").arg(number("total_requests"), number("count"));
    if (m_progress[u"failed_requests"].toDouble() > 0)
        text += tr(", %1 failed").arg(number("failed_requests"));
    return text;
}

QString LoadTestModel::remarks() const {
    return outcome() ? outcome()->remarks() : QString();
}

double LoadTestModel::rateTop() const {
    return format::niceCeiling(std::max(m_sent.peak(range_s), m_passed.peak(range_s)));
}

QStringList LoadTestModel::rateLabels() const {
    constexpr int steps = 4;
    QStringList labels;
    for (int i = 0; i <= steps; ++i)
        labels << format::shortCount(rateTop() * i / steps);
    return labels;
}

int LoadTestModel::latencyTop() const {
    const double peak_ms = std::max(m_p99.peak(range_s), m_gatewayP99.peak(range_s));
    return std::clamp(static_cast<int>(std::ceil(std::log10(std::max(peak_ms, 1.0)))), 1, 5);
}

QStringList LoadTestModel::latencyLabels() const {
    QStringList labels;
    for (int exponent = latencyBottom; exponent <= latencyTop(); ++exponent)
        labels << format::timeLabel(std::pow(10.0, exponent));
    return labels;
}

void LoadTestModel::exportTo(const QUrl& file) {
    const QString path = file.toLocalFile();
    const QByteArray text = path.endsWith(u".csv"_s, Qt::CaseInsensitive)
                                ? m_report.toCsv()
                                : QJsonDocument(allReports()).toJson(QJsonDocument::Compact);
    QSaveFile out(path);
    const bool written =
        out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit();
    m_problem =
        written ? QString() : tr("%1 could not be written: %2").arg(path, out.errorString());
    Q_EMIT changed();
}

/// As `sluice bench` writes them, in the plan's order, each with the gateway's side.
QJsonObject LoadTestModel::allReports() const {
    QJsonObject document;
    QJsonArray scenarios;
    for (const auto& [scenario, outcome] : m_outcomes) {
        document = outcome.document;
        scenarios.append(outcome.withGateway());
    }
    document[u"scenarios"_s] = scenarios;
    return document;
}

}  // namespace sluice::desktop
