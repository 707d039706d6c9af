#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cache/explanation.h"
#include "cache/purge_pattern.h"
#include "cache/purged.h"
#include "cache/question.h"
#include "config/diagnostics.h"
#include "config/document.h"
#include "config/model.h"
#include "metrics/course.h"
#include "metrics/record.h"
#include "metrics/snapshot.h"
#include "upstream/options.h"
#include "upstream/what_if/what_if.h"

namespace sluice::engine {

using SnapshotPtr = std::shared_ptr<const metrics::Snapshot>;
using RecordPtr = std::shared_ptr<const metrics::Record>;

/// A running gateway: workers, configuration, metrics, admin API.
/// Lives on one thread, the control thread, whose event loop must run on an event::EpollDispatcher
/// (set before the loop starts: QThread::setEventDispatcher or
/// QCoreApplication::setEventDispatcher). All members are for that thread; signals are emitted
/// there. Workers are waited for only while starting and at the end of stop().
class Engine : public QObject {
    Q_OBJECT

public:
    explicit Engine(QObject* parent = nullptr);
    ~Engine() override;

    /// Starts from a file, which is watched and reloaded from then on. A failure says what could
    /// not be done (bad file, address in use) and leaves nothing running.
    Result<> startFile(const std::string& path);
    /// Starts from a model that has no file.
    Result<> start(const config::Model& model);
    bool running() const;

    /// Stops accepting, finishes what is in flight within listen.drain_timeout, then emits
    /// stopped(). A second call closes at once what is left.
    void stop();

    /// Reads the file again. A broken file changes nothing but snapshot().configError.
    Result<> reload();

    /// Opens the access log by its name again, as after its rotation.
    Result<> reopenLog();
    /// Clients that are connected; while it stops, those that are waited for.
    size_t openConnections() const;

    /// Live at once on all workers; counted as unsaved until save(). Range 0 to 1000.
    Result<> setWeight(const std::string& pool, const std::string& server, double weight);
    Result<> setStrategy(const std::string& pool, upstream::Strategy strategy);
    Result<> setDuty(const std::string& pool, const std::string& server, upstream::Duty duty);
    /// How the pool's servers are checked and judged from now on.
    Result<> setHealth(const std::string& pool, const upstream::HealthOptions& options);
    /// The options in effect; null for an unknown pool. Valid until the pool goes or stop().
    const upstream::HealthOptions* health(const std::string& pool) const;
    /// All of a pool but its name and its servers' names and URLs.
    Result<> tune(const upstream::PoolOptions& wanted);
    /// The pool's options as in use, and as in the file (null: it has no such pool).
    Result<upstream::PoolOptions> effective(const std::string& pool) const;
    const upstream::PoolOptions* configured(const std::string& pool) const;
    std::vector<std::string> routeNames() const;  ///< in the order of the file
    /// A route as in use, and as in the file; null for an unknown one. Valid until the next change.
    const routing::Route* effectiveRoute(const std::string& route) const;
    const routing::Route* configuredRoute(const std::string& route) const;
    /// Changes what a table such as {timeout = "5m"} says of it, for the requests that come.
    Result<> changeRoute(const std::string& route, const config::Value& change);
    /// Patches the changed values in the file. Fails on a conflict unless `overwrite`: then the
    /// values are patched into the file as it is on disk.
    Result<> save(bool overwrite = false);
    /// Writes `text`, a file that means the model that it was started with, with what was changed
    /// to `path`, and goes on with that file.
    Result<> saveAs(const std::string& path, const std::string& text);
    /// Goes back to the file's values.
    Result<> revert();

    /// Removes stored responses, here and in the instances that share the Redis. Calls `done` here,
    /// once, with how many of this memory are gone, or never if the gateway stops first.
    void purgeCache(const cache::PurgePattern& pattern,
                    std::function<void(Result<cache::Purged>)> done);
    /// The cache's options as in use, and as in the file (null: there it has none).
    Result<cache::Options> cacheOptions() const;
    const cache::Options* configuredCache() const;
    /// Takes over the rules and the default TTL, for the answers that come from now on; counted as
    /// unsaved until save().
    Result<> tuneCache(const cache::Options& wanted);
    /// A cache where there is none, which stores what the servers allow; unsaved too.
    Result<> startCache();
    /// Calls `done` here, once, or never if the gateway stops first.
    void listCache(const cache::ContentsQuery& query,
                   std::function<void(Result<cache::Contents>)> done);
    /// By what is stored, and by the last answer if it is still known.
    Result<cache::Explanation> explainCaching(const cache::Question& question) const;
    /// Sends it through the gateway first. Calls `done` here, once, within 10 s or so, or never if
    /// the gateway stops first.
    void askAndExplain(const cache::Question& question,
                       std::function<void(Result<cache::Explanation>)> done);

    /// What each strategy would have made of the pool's last five minutes. Takes up to some seconds
    /// on a thread of its own, one run at a time; `done` is called here, or never if the gateway
    /// stops first.
    void runWhatIf(const std::string& pool, std::function<void(Result<upstream::WhatIf>)> done);

    /// As of the last second, a change at most 50 ms later; never null while running.
    SnapshotPtr snapshot() const;
    /// Calls `done` here when all has been counted that was answered before, which takes a round of
    /// the workers, or never if the gateway stops first.
    void settle(std::function<void()> done);
    /// The same with all that was counted up to this moment; null when it does not run.
    SnapshotPtr snapshotNow() const;
    /// The pool as in the last snapshot, but strategy, weights and duties as of this moment.
    std::optional<metrics::PoolSnapshot> poolNow(const std::string& pool) const;
    /// All that was counted up to this moment; null when it does not run.
    RecordPtr recordNow() const;
    /// How the whole went in the last hour and day; valid until stop().
    const metrics::Course& course() const;
    std::string listenUrl() const;  ///< "http://127.0.0.1:8080", with the true port
    std::string adminUrl() const;

Q_SIGNALS:
    /// Once a second, and within 50 ms after a change made here.
    void snapshotTaken(const sluice::engine::SnapshotPtr& snapshot);
    /// The file was read again and is in use, perhaps with warnings.
    void reloaded(const std::vector<sluice::config::Problem>& warnings);
    void stopped();

private:
    struct State;

    Result<> apply(const config::Model& model);
    void addWarnings(const std::vector<config::Problem>& warnings);
    void tellDroppedLines();
    void sample();
    void record();
    metrics::Record described(metrics::Record record) const;
    Result<> change(const std::string& pool,
                    const std::function<void(upstream::PoolOptions&)>& how);
    void publishSoon();
    void publish();
    void fileChanged();
    void adopt(const std::string& path);
    void drain();
    void finishStop();

    std::unique_ptr<State> m_state;
};

}  // namespace sluice::engine

Q_DECLARE_METATYPE(sluice::engine::SnapshotPtr)
