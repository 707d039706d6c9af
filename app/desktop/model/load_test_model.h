#pragma once

#include <QtQml/qqmlregistration.h>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QTimer>
#include <QUrl>

#include "engine_bridge.h"
#include "gateway_side.h"
#include "load_report_model.h"
#include "metric_history.h"

namespace sluice::desktop {

/// A load test as the screen sees it. It runs in a process of its own, `sluice bench`, so that the
/// gateway's figures stay the gateway's. One at a time.
class LoadTestModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// Why there is no report; empty if there is nothing wrong.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed)  ///< 0 to 1
    Q_PROPERTY(QString status READ status NOTIFY changed)     ///< "8 s of 20 s, 12,345 requests"
    /// What a reader of the report should know, a sentence a line.
    Q_PROPERTY(QString remarks READ remarks NOTIFY changed)
    /// The generator, and not the target, was the limit.
    Q_PROPERTY(bool limited READ limited NOTIFY changed)
    Q_PROPERTY(QString route READ route NOTIFY changed)  ///< of the gateway's side; empty: none
    Q_PROPERTY(bool open READ open NOTIFY changed)       ///< the report is an open loop's
    Q_PROPERTY(QString suggestedUrl READ suggestedUrl NOTIFY suggestedUrlChanged)
    Q_PROPERTY(sluice::desktop::LoadReportModel* report READ report CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* sent READ sent CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* passed READ passed CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* p50 READ p50 CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* p99 READ p99 CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* gatewayP99 READ gatewayP99 CONSTANT)
    Q_PROPERTY(double rateTop READ rateTop NOTIFY changed)
    Q_PROPERTY(QList<QString> rateLabels READ rateLabels NOTIFY changed)
    /// In powers of ten of a millisecond, from -2 (0.01 ms).
    Q_PROPERTY(int latencyTop READ latencyTop NOTIFY changed)
    Q_PROPERTY(QList<QString> latencyLabels READ latencyLabels NOTIFY changed)

public:
    enum State { Unasked, Running, Done, Failed };
    Q_ENUM(State)

    static constexpr int latencyBottom = -2;
    static constexpr int range_s = 60;

    explicit LoadTestModel(QObject* parent = nullptr);
    /// Ends what runs.
    ~LoadTestModel() override;

    State state() const { return m_state; }
    QString problem() const { return m_problem; }
    double progress() const;
    QString status() const;
    QString remarks() const;
    bool limited() const { return m_result[u"generator"][u"limited"].toBool(); }
    QString route() const { return m_view ? m_view->route : QString(); }
    bool open() const { return m_result.contains(u"uncorrected"); }
    QString suggestedUrl() const { return m_suggestedUrl; }
    LoadReportModel* report() { return &m_report; }
    MetricHistory* sent() { return &m_sent; }      ///< answers a second, as the clients count
    MetricHistory* passed() { return &m_passed; }  ///< the same, as the gateway does
    MetricHistory* p50() { return &m_p50; }
    MetricHistory* p99() { return &m_p99; }
    MetricHistory* gatewayP99() { return &m_gatewayP99; }
    double rateTop() const;
    QStringList rateLabels() const;
    int latencyTop() const;
    QStringList latencyLabels() const;

    /// The program to run; not given: the one beside this, or in the PATH.
    void setProgram(const QString& program) { m_program = program; }
    /// `arguments` as LoadTestForm gives them.
    Q_INVOKABLE void run(const QStringList& arguments);
    /// Ends it early; the report so far comes.
    Q_INVOKABLE void cancel();
    /// As CSV if the name ends so: the table. Else JSON: the whole report, and the gateway's side.
    Q_INVOKABLE void exportTo(const QUrl& file);
    void record(const SnapshotPtr& snapshot);

Q_SIGNALS:
    void changed();
    void suggestedUrlChanged();

private:
    void clear();
    void readProgress();
    void finish(int exitCode, QProcess::ExitStatus how);
    void fail(const QString& problem);
    void suggest(const metrics::Snapshot& snapshot);
    QJsonObject gatewayJson() const;

    QString m_program;
    QProcess m_process;
    QTimer m_killTimer;
    State m_state = Unasked;
    QString m_problem, m_suggestedUrl;
    QByteArray m_messages;     // of the process that are no progress
    bool m_atGateway = false;  // the target is this gateway
    bool m_awaitingGateway = false;
    QJsonObject m_progress, m_result, m_document;
    SnapshotPtr m_newest;
    GatewaySide m_gateway;
    std::optional<GatewaySide::View> m_view;
    LoadReportModel m_report;
    MetricHistory m_sent, m_passed;
    MetricHistory m_p50{MetricHistory::Scale::Log10};
    MetricHistory m_p99{MetricHistory::Scale::Log10};
    MetricHistory m_gatewayP99{MetricHistory::Scale::Log10};
};

}  // namespace sluice::desktop
