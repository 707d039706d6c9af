#include "load_test_model.h"

#include <sys/prctl.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>
#include <cmath>
#include <csignal>

#include "number_format.h"

using namespace Qt::StringLiterals;

namespace sluice::desktop {

namespace {

constexpr int kKillAfter_ms = 5000;
constexpr qsizetype kMaxMessages = 4096;

QString findProgram() {
    const QString folder = QCoreApplication::applicationDirPath();
    const QString beside =
        QStandardPaths::findExecutable(u"sluice"_s, {folder, folder + u"/../cli"_s});
    return beside.isEmpty() ? QStandardPaths::findExecutable(u"sluice"_s) : beside;
}

QStringList sentences(const QJsonValue& array, const QString& start) {
    QStringList lines;
    for (const auto& text : array.toArray()) {
        QString line = start + text.toString();
        line[0] = line[0].toUpper();
        lines << line + u'.';
    }
    return lines;
}

}  // namespace

LoadTestModel::LoadTestModel(QObject* parent) : QObject(parent) {
    // The load must not outlive who can stop it.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    connect(&m_process, &QProcess::readyReadStandardError, this, &LoadTestModel::readProgress);
    connect(&m_process, &QProcess::finished, this, &LoadTestModel::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) fail(m_process.errorString());
    });
    m_killTimer.setSingleShot(true);
    connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
}

LoadTestModel::~LoadTestModel() {
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(kKillAfter_ms);
}

void LoadTestModel::run(const QStringList& arguments) {
    if (m_state == Running) return;
    clear();
    const QString program = m_program.isEmpty() ? findProgram() : m_program;
    if (program.isEmpty()) return fail(tr("The program sluice is not installed."));
    const QString listenUrl = m_newest ? QString::fromStdString(m_newest->listenUrl) : QString();
    const QUrl target(arguments.value(0));
    m_atGateway = !listenUrl.isEmpty() && target.port(80) == QUrl(listenUrl).port(80);
    m_gateway.begin(m_newest);
    m_state = Running;
    Q_EMIT changed();
    m_process.start(
        program,
        QStringList{u"bench"_s, u"--format"_s, u"json"_s, u"--progress"_s, u"json"_s} + arguments);
}

void LoadTestModel::clear() {
    m_problem.clear();
    m_messages.clear();
    m_progress = m_result = m_document = {};
    m_view.reset();
    m_awaitingGateway = false;
    m_report.show({}, {});
    for (MetricHistory* history : {&m_sent, &m_passed, &m_p50, &m_p99, &m_gatewayP99})
        history->clear();
}

void LoadTestModel::cancel() {
    if (m_state != Running) return;
    m_process.terminate();
    m_killTimer.start(kKillAfter_ms);
}

void LoadTestModel::readProgress() {
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.canReadLine()) {
        const QByteArray line = m_process.readLine();
        const QJsonObject progress = QJsonDocument::fromJson(line).object();
        if (progress.isEmpty()) {
            if (m_messages.size() < kMaxMessages) m_messages += line;
            continue;
        }
        m_progress = progress;
        const qint64 time_s = QDateTime::currentSecsSinceEpoch();
        m_sent.record(time_s, progress[u"requests_per_second"].toDouble());
        m_p50.record(time_s, progress[u"median_ms"].toDouble());
        m_p99.record(time_s, progress[u"p99_ms"].toDouble());
        Q_EMIT changed();
    }
}

void LoadTestModel::finish(int, QProcess::ExitStatus how) {
    m_killTimer.stop();
    readProgress();
    m_document = QJsonDocument::fromJson(m_process.readAllStandardOutput()).object();
    m_result = m_document[u"scenarios"][0].toObject();
    if (how == QProcess::CrashExit) return fail(tr("The load test was killed."));
    if (m_result.isEmpty()) return fail(QString::fromUtf8(m_messages).section(u'\n', 0, 0));
    m_state = Done;
    m_awaitingGateway = m_atGateway;
    m_report.show(m_result, m_view);
    Q_EMIT changed();
}

void LoadTestModel::fail(const QString& problem) {
    m_state = Failed;
    m_problem = problem;
    Q_EMIT changed();
}

/// The gateway's figures are a second old at most: the first snapshot after the end has them all.
void LoadTestModel::record(const SnapshotPtr& snapshot) {
    m_newest = snapshot;
    suggest(*snapshot);
    if (!m_atGateway || (m_state != Running && !m_awaitingGateway)) return;
    m_view = m_gateway.view(*snapshot);
    if (m_view && m_state == Running) {
        const qint64 time_s = snapshot->time_ms / 1000;
        m_passed.record(time_s, m_view->traffic.rates.per_1s);
        m_gatewayP99.record(time_s, m_view->traffic.lastSecond.p99_ms);
    }
    if (m_state == Done) {
        m_awaitingGateway = false;
        m_report.show(m_result, m_view);
    }
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

double LoadTestModel::progress() const {
    if (m_state == Done) return 1;
    const double expected_s = m_progress[u"expected_s"].toDouble();
    return expected_s > 0 ? std::min(1.0, m_progress[u"elapsed_s"].toDouble() / expected_s) : 0;
}

QString LoadTestModel::status() const {
    if (m_state != Running) return {};
    if (m_progress.isEmpty()) return tr("Starting…");
    const double failed = m_progress[u"failed_requests"].toDouble();
    const QString text = tr("%1 s of %2 s, %3 requests")
                             .arg(format::count(m_progress[u"elapsed_s"].toDouble()),
                                  format::count(m_progress[u"expected_s"].toDouble()),
                                  format::count(m_progress[u"total_requests"].toDouble()));
    return failed > 0 ? text + tr(", %1 failed").arg(format::count(failed)) : text;
}

QString LoadTestModel::remarks() const {
    QStringList lines =
        sentences(m_result[u"generator"][u"limits"], tr("the generator was the limit: "));
    const QJsonObject errors = m_result[u"error_breakdown"].toObject();
    for (auto error = errors.begin(); error != errors.end(); ++error)
        lines << tr("%1: %2 requests.").arg(error.key(), format::count(error.value().toDouble()));
    return (lines + sentences(m_result[u"notes"], {})).join(u'\n');
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
    QJsonObject document = m_document;
    if (m_view) document.insert(u"gateway"_s, gatewayJson());
    const QByteArray text = path.endsWith(u".csv"_s, Qt::CaseInsensitive)
                                ? m_report.toCsv()
                                : QJsonDocument(document).toJson(QJsonDocument::Compact);
    QSaveFile out(path);
    const bool written =
        out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit();
    m_problem =
        written ? QString() : tr("%1 could not be written: %2").arg(path, out.errorString());
    Q_EMIT changed();
}

QJsonObject LoadTestModel::gatewayJson() const {
    const metrics::Percentiles& latency = m_view->traffic.latency;
    return {{u"route"_s, m_view->route},
            {u"request_count"_s, m_view->requests},
            {u"server_errors"_s, m_view->errors},
            {u"last_10s_ms"_s, QJsonObject{{u"mean"_s, latency.mean_ms},
                                           {u"p50"_s, latency.p50_ms},
                                           {u"p90"_s, latency.p90_ms},
                                           {u"p95"_s, latency.p95_ms},
                                           {u"p99"_s, latency.p99_ms},
                                           {u"max"_s, latency.max_ms}}}};
}

}  // namespace sluice::desktop
