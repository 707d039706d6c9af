#pragma once

#include <QtQml/qqmlregistration.h>
#include <QJsonObject>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <map>

#include "engine_bridge.h"
#include "gateway_side.h"
#include "load_outcome.h"
#include "load_plan_model.h"
#include "load_process.h"
#include "load_report_model.h"
#include "metric_history.h"

namespace sluice::desktop {

/// Load tests as the screen sees them: a form's load, or the scenarios of a plan file one after
/// another. The program runs in a process of its own; the gateway's side of the same requests is
/// the difference of what it had counted before and after. One at a time.
class LoadTestModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// Why there is no report; empty if there is nothing wrong.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed)  ///< 0 to 1
    Q_PROPERTY(QString status READ status NOTIFY changed)     ///< "8 s of 20 s, 12,345 requests"
    Q_PROPERTY(sluice::desktop::LoadPlanModel* plan READ plan CONSTANT)
    /// Of the plan, whose report is shown; -1: the form's, or none.
    Q_PROPERTY(int shown READ shown NOTIFY changed)
    Q_PROPERTY(bool reported READ reported NOTIFY changed)  ///< there is a report to show
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

    /// How long the gateway's count is waited for.
    static constexpr int recordLimit_ms = 2000;

    explicit LoadTestModel(QObject* parent = nullptr);

    State state() const { return m_state; }
    QString problem() const { return m_problem; }
    double progress() const;
    QString status() const;
    LoadPlanModel* plan() { return &m_plan; }
    int shown() const { return m_shown; }
    bool reported() const { return outcome() != nullptr; }
    QString remarks() const;
    bool limited() const { return result()[u"generator"][u"limited"].toBool(); }
    QString route() const;
    bool open() const { return result().contains(u"uncorrected"); }
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

    /// As LoadProcess has it.
    void setProgram(const QString& program);
    /// `arguments` as LoadTestForm gives them.
    Q_INVOKABLE void run(const QStringList& arguments);
    /// One scenario of the plan, or all: -1.
    Q_INVOKABLE void runPlan(int scenario);
    /// The report of that scenario, if it has run.
    Q_INVOKABLE void show(int scenario);
    /// Ends it early; the report so far comes, and nothing more is run.
    Q_INVOKABLE void cancel();
    /// As CSV if the name ends so: the table. Else JSON: all reports, with the gateway's side.
    Q_INVOKABLE void exportTo(const QUrl& file);
    void record(const SnapshotPtr& snapshot);
    /// The answer to recordAsked(); null if no gateway runs.
    void takeRecord(int tag, const RecordPtr& record);

Q_SIGNALS:
    void changed();
    void suggestedUrlChanged();
    /// What has the gateway counted up to this moment?
    void recordAsked(int tag);

private:
    struct Job {
        int scenario = -1;
        QUrl target;
        QStringList arguments;
    };
    /// What the gateway's count is waited for.
    enum class Moment { None, Begin, WarmUpEnd, End };

    void start(const QList<Job>& jobs);
    void next();
    void askRecord(Moment moment);
    void reached(const RecordPtr& record);
    void readProgress(const QJsonObject& line);
    void conclude();
    void end(State state, const QString& problem = {});
    void suggest(const metrics::Snapshot& snapshot);
    const LoadOutcome* outcome() const;
    QJsonObject result() const;
    QJsonObject allReports() const;

    LoadProcess m_process;
    LoadPlanModel m_plan;
    State m_state = Unasked;
    QString m_problem, m_suggestedUrl;
    QList<Job> m_waiting;
    Job m_job;
    bool m_atGateway = false;  // the target is this gateway
    Moment m_moment = Moment::None;
    int m_tag = 0;
    QTimer m_recordTimer;
    QJsonObject m_progress, m_document;
    std::map<int, LoadOutcome> m_outcomes;  // by scenario
    int m_shown = -1;
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
