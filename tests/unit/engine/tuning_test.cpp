#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <random>

#include "config/loader.h"
#include "config/setting.h"
#include "support/running_gateway.h"

using namespace sluice;
using namespace std::chrono_literals;
using test::RunningGateway;

namespace {

constexpr int limit_ms = 30000;

const QByteArray file =
    "[listen] # here\n"
    "address = \"127.0.0.1:0\"\n"
    "[admin]\n"
    "address = \"127.0.0.1:0\"\n"
    "[engine]\n"
    "workers = 1\n"
    "\n"
    "[routes.all] # everything\n"
    "pool = \"web\"\n"
    "\n"
    "[pools.web] # a comment\n"
    "strategy = \"round-robin\"  # in turn\n"
    "outlier = { window = \"5s\", min_requests = 9 } # o\n"
    "slow_start = \"2s\"\n"
    "fail_open = true\n"
    "retry = { attempts = 1, status = [503] } # r\n"
    "concurrency.max = 50 # m\n"
    "hedge = { quantile = 0.9, max_share = 0.2 }\n"
    "  score_scale = \"50ms\"\n"
    "\n"
    "[[pools.web.servers]]\n"
    "name = \"one\" # the first\n"
    "url = \"http://127.0.0.1:9\"\n"
    "weight = 1.0 # w\n"
    "\n"
    "[[pools.web.servers]]\n"
    "name = \"two\"\n"
    "url = \"http://127.0.0.1:10\"\n"
    "duty = \"active\" # d\n";

QByteArray textOf(const QString& path) {
    QFile read(path);
    return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
}

/// A gateway from a file of its own.
class Fixture {
public:
    Fixture() {
        QFile write(path());
        if (write.open(QIODevice::WriteOnly)) write.write(file);
        write.close();
        m_gateway.emplace(std::filesystem::path(path().toStdString()));
    }
    QString path() const { return m_folder.filePath(QStringLiteral("a.toml")); }
    QByteArray text() const { return textOf(path()); }
    void write(const QByteArray& text) {
        QFile target(path());
        if (target.open(QIODevice::WriteOnly)) target.write(text);
    }
    RunningGateway& operator*() { return *m_gateway; }
    RunningGateway* operator->() { return &*m_gateway; }

    /// What `command` says against it; empty if it was done.
    QByteArray call(const std::function<Result<>(engine::Engine&)>& command) {
        Result<> done;
        m_gateway->call([&](engine::Engine& engine) { done = command(engine); });
        return done ? QByteArray() : QByteArray::fromStdString(done.error().message);
    }
    upstream::PoolOptions effective() {
        upstream::PoolOptions options;
        m_gateway->call([&](engine::Engine& engine) { options = *engine.effective("web"); });
        return options;
    }
    bool waitForUnsaved(int count) {
        return QTest::qWaitFor([&] { return m_gateway->snapshot()->unsavedChanges == count; },
                               limit_ms);
    }

private:
    QTemporaryDir m_folder;
    std::optional<RunningGateway> m_gateway;
};

QByteArray eventsOf(const metrics::Snapshot& snapshot) {
    QByteArray all;
    for (const auto& event : snapshot.events)
        all +=
            QByteArray::fromStdString(event.kind + ' ' + event.subject + ": " + event.text + '\n');
    return all;
}

}  // namespace

/// What is changed while the gateway runs: effective, unsaved, saved, reverted.
class TuningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesCountAsUnsaved();
    void savesOnlyWhatChanged();
    void savingKeepsTheValues();
    void savesRandomChanges();
    void savingSwitchesNothingOn();
    void changesResilience();
    void changesHowServersAreReached();
    void changesRoutes();
    void revertsToTheFile();
    void refusesToSaveOverAConflict();
    void refusesToSaveOverAnUnseenChange();
    void tellsOfABrokenFileBesideUnsavedChanges();
    void tellsOfARepairedFileBesideUnsavedChanges();
    void givesAGatewayAFile();
    void aReloadTakesTheFilesValues();
    void tellsWhatChanged();
    void tellsNearWeightsApart();
    void twoHundredChangesASecond();
    void refuses();
};

void TuningTest::changesCountAsUnsaved() {
    Fixture fixture;
    QVERIFY2(fixture->error().empty(), fixture->error().c_str());
    QVERIFY(fixture.waitForUnsaved(0));
    using upstream::Duty;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 2.5); }), QByteArray());
    QCOMPARE(fixture.call([](auto& e) { return e.setDuty("web", "two", Duty::drained); }),
             QByteArray());
    QCOMPARE(fixture.call([](auto& e) {
        return e.setStrategy("web", upstream::Strategy::weightedRoundRobin);
    }),
             QByteArray());
    QCOMPARE(fixture.call([](auto& e) {
        auto health = e.effective("web")->health;
        health.outlier.errorRate = 0.25;
        health.check.kind = upstream::CheckOptions::Kind::tcp;
        health.slowStart = 1s;
        return e.setHealth("web", health);
    }),
             QByteArray());
    QVERIFY(fixture.waitForUnsaved(6));
    const auto pool = fixture->snapshot()->pools.front();
    QVERIFY(pool.strategy == "weighted-round-robin" && pool.configuredStrategy == "round-robin");
    QVERIFY(pool.servers[0].weight == 2.5 && pool.servers[0].configuredWeight == 1);
    QVERIFY(pool.servers[1].duty == "drained" && pool.servers[1].configuredDuty == "active");
    QVERIFY(pool.servers[1].state == "drained" && pool.servers[1].expectedShare == 0);
    QCOMPARE(fixture.effective().health.outlier.errorRate, 0.25);
    QCOMPARE(fixture.text(), file);
}

void TuningTest::savesOnlyWhatChanged() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 2.5); }), QByteArray());
    QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
    QCOMPARE(fixture.text(), QByteArray(file).replace("weight = 1.0 #", "weight = 2.5 #"));
    QVERIFY(fixture.waitForUnsaved(0));
}

void TuningTest::savingKeepsTheValues() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) {
        auto options = *e.effective("web");
        options.scoreScale = 70ms;
        options.health.outlier.maxEjected = 1;
        options.health.check.kind = upstream::CheckOptions::Kind::http;
        options.health.check.path = "/ready";
        options.servers[1].weight = 3;
        options.servers[1].duty = upstream::Duty::maintenance;
        return e.tune(options);
    }),
             QByteArray());
    const auto before = fixture.effective();
    QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
    QCOMPARE(
        fixture.text(),
        QByteArray(file)
            .replace("score_scale = \"50ms\"\n",
                     "score_scale = \"70ms\"\nhealth = { kind = \"http\", path = \"/ready\" }\n")
            .replace("min_requests = 9 }", "min_requests = 9, max_ejected = 1.0 }")
            .replace("duty = \"active\" # d\n", "duty = \"maintenance\" # d\nweight = 3.0\n"));
    QVERIFY(fixture.effective() == before);
    const auto loaded = config::loadFile(fixture.path().toStdString());
    QVERIFY(loaded && loaded->model.pools.front() == before);
}

QByteArray commentOf(const QByteArray& line) {
    const qsizetype mark = line.indexOf('#');
    return mark < 0 ? QByteArray() : line.mid(mark);
}

/// Whatever is changed: the file says it after saving, and nothing else of it differs.
void TuningTest::savesRandomChanges() {
    Fixture fixture;
    std::mt19937 random(3);
    for (int round = 0; round < 40; ++round) {
        const QByteArray before = fixture.text();
        auto options = fixture.effective();
        const auto number = static_cast<int>(2 + random() % 500);
        QList<QByteArray> changed;  // begins of the lines that may differ
        if (random() % 2) {
            options.servers[0].weight = number / 8.0;
            changed << "weight = ";
        }
        if (random() % 2) {
            options.health.slowStart = std::chrono::milliseconds(number);
            changed << "slow_start = ";
        }
        if (random() % 2) {
            options.health.outlier.window = std::chrono::seconds(number);
            options.health.outlier.minRequests = static_cast<unsigned>(number);
            changed << "outlier = ";
        }
        if (random() % 2) {
            options.resilience.retry.attempts = random() % 10;
            options.resilience.retry.statuses = {500 + static_cast<int>(random() % 99)};
            changed << "retry = ";
        }
        if (random() % 2) {
            options.resilience.concurrency.max = random() % 1000;
            changed << "concurrency.max = ";
        }
        if (random() % 2) {
            options.resilience.hedge.quantile = number / 1000.0;
            options.resilience.hedge.maxShare = number / 500.0 / 2;
            changed << "hedge = ";
        }
        if (random() % 2) {
            options.scoreScale = std::chrono::milliseconds(number);
            changed << "  score_scale = ";
        }
        QCOMPARE(fixture.call([&](auto& e) { return e.tune(options); }), QByteArray());
        QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
        const auto a = before.split('\n'), b = fixture.text().split('\n');
        QCOMPARE(a.size(), b.size());
        for (qsizetype i = 0; i < a.size(); ++i) {
            const bool mayDiffer = std::any_of(
                changed.begin(), changed.end(),
                [&](const auto& key) { return a[i].startsWith(key) && b[i].startsWith(key); });
            if (!mayDiffer) QCOMPARE(a[i], b[i]);
            QCOMPARE(commentOf(a[i]), commentOf(b[i]));
        }
        const auto loaded = config::loadFile(fixture.path().toStdString());
        QVERIFY(loaded && loaded->model.pools.front() == options);
    }
}

/// A table that the file did not have says whether it is on.
void TuningTest::savingSwitchesNothingOn() {
    Fixture fixture;
    fixture.write(QByteArray(file).replace("hedge = { quantile = 0.9, max_share = 0.2 }\n", ""));
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.effective().resilience.hedge.enabled, limit_ms);
    QCOMPARE(fixture.call([](auto& e) {
        auto options = *e.effective("web");
        options.resilience.hedge.quantile = 0.5;
        options.health.check.path = "/up";
        return e.tune(options);
    }),
             QByteArray());
    const auto before = fixture.effective();
    QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
    QVERIFY2(fixture.effective() == before, fixture.text().constData());
    QVERIFY(fixture.text().contains("hedge = { enabled = false, quantile = 0.5 }\n"));
    QVERIFY(fixture.text().contains("health = { kind = \"none\", path = \"/up\" }\n"));
}

void TuningTest::changesResilience() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) {
        auto options = *e.effective("web");
        options.resilience.retry.attempts = 5;
        options.resilience.concurrency.max = 7;
        options.resilience.hedge.enabled = false;
        return e.tune(options);
    }),
             QByteArray());
    QVERIFY(fixture.waitForUnsaved(3));
    const auto pool = fixture->snapshot()->pools.front();
    QCOMPARE(pool.concurrencyMax, int64_t{7});
    QCOMPARE(pool.settings.at("retry.attempts"), std::string("5"));
    QCOMPARE(pool.settings.at("hedge.enabled"), std::string("false"));
    QVERIFY(eventsOf(*fixture->snapshot())
                .contains("settings web: concurrency.max 50 → 7, retry.attempts 1 → 5, "
                          "hedge.enabled true → false\n"));
    QCOMPARE(fixture.call([](auto& e) { return e.revert(); }), QByteArray());
    QCOMPARE(fixture->snapshot()->pools.front().settings.at("retry.attempts"), std::string("1"));
}

/// With a pool of its own, whose servers are the same.
void TuningTest::changesHowServersAreReached() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 2.5); }), QByteArray());
    QCOMPARE(fixture.call([](auto& e) {
        auto options = *e.effective("web");
        options.readTimeout = 3s;
        options.maxConnections = 10;
        options.keepAlive = 5;
        options.health.outlier.errorRate = 0.25;
        return e.tune(options);
    }),
             QByteArray());
    const auto options = fixture.effective();
    QVERIFY(options.readTimeout == 3s && options.maxConnections == 10 && options.keepAlive == 5);
    QCOMPARE(options.health.outlier.errorRate, 0.25);
    QCOMPARE(options.servers[0].weight, 2.5);
    QVERIFY(fixture.waitForUnsaved(5));
    QCOMPARE(fixture->snapshot()->pools.front().connectionsMax, int64_t{10});
    QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
    QVERIFY2(fixture.text().contains("read = \"3s\"") && fixture.text().contains("# a comment"),
             fixture.text().constData());
    QVERIFY(fixture.effective() == options);
    QCOMPARE(fixture->snapshot()->unsavedChanges, 0);
}

void TuningTest::changesRoutes() {
    Fixture fixture;
    const auto change = [&](const char* key, const char* value) {
        return fixture.call(
            [&](auto& e) { return e.changeRoute("all", config::settingTable(key, value)); });
    };
    const auto timeout = [&] {
        Duration now{};
        fixture->call([&](engine::Engine& e) { now = e.effectiveRoute("all")->timeout; });
        return now;
    };
    QCOMPARE(change("timeout", "0s"), QByteArray());
    QVERIFY(timeout() == 0s);
    QVERIFY(fixture.waitForUnsaved(1));
    QCOMPARE(fixture.call([](auto& e) { return e.revert(); }), QByteArray());
    QVERIFY(timeout() == 30s);
    QCOMPARE(change("timeout", "1m"), QByteArray());
    QCOMPARE(change("cache", "false"), QByteArray());
    QVERIFY(change("pool", "nowhere").contains("there is no pool"));
    QVERIFY(change("match.path_regex", "(").contains("match"));
    QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
    QVERIFY2(fixture.text().contains("timeout = \"1m\"") && fixture.text().contains("# everything"),
             fixture.text().constData());
    QVERIFY(timeout() == 1min);
}

void TuningTest::revertsToTheFile() {
    Fixture fixture;
    const auto before = fixture.effective();
    QCOMPARE(fixture.call([](auto& e) {
        auto options = *e.effective("web");
        options.scoreScale = 70ms;
        options.strategy = upstream::Strategy::weightedRoundRobin;
        options.health.outlier.enabled = false;
        options.servers[0].weight = 3;
        options.servers[1].duty = upstream::Duty::drained;
        return e.tune(options);
    }),
             QByteArray());
    QVERIFY(fixture.waitForUnsaved(5));
    QCOMPARE(fixture.call([](auto& e) { return e.revert(); }), QByteArray());
    QVERIFY(fixture.effective() == before);
    QCOMPARE(fixture->snapshot()->unsavedChanges, 0);
    QCOMPARE(fixture.text(), file);
}

void TuningTest::refusesToSaveOverAConflict() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 5); }), QByteArray());
    fixture.write("# mine\n" + file);
    QTRY_VERIFY_WITH_TIMEOUT(fixture->snapshot()->fileConflict, limit_ms);
    QVERIFY(fixture.call([](auto& e) { return e.save(); }).contains("changed on disk"));
    QCOMPARE(fixture.call([](auto& e) { return e.save(true); }), QByteArray());
    QCOMPARE(fixture.text(), "# mine\n" + QByteArray(file).replace("weight = 1.0", "weight = 5.0"));
    QVERIFY(!fixture->snapshot()->fileConflict);
}

/// Before anything has told of the change.
void TuningTest::refusesToSaveOverAnUnseenChange() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 5); }), QByteArray());
    const auto said = fixture.call([&](auto& e) {
        fixture.write("# mine\n" + QByteArray(file));
        return e.save();
    });
    QVERIFY2(said.contains("changed on disk"), said.constData());
    QCOMPARE(fixture.text(), "# mine\n" + QByteArray(file));
}

void TuningTest::tellsOfABrokenFileBesideUnsavedChanges() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 5); }), QByteArray());
    fixture.write("broken = \n");
    QTRY_VERIFY_WITH_TIMEOUT(!fixture->snapshot()->configError.empty(), limit_ms);
    QVERIFY(fixture->snapshot()->fileConflict);
    fixture.write("# mine\n" + QByteArray(file));
    QTRY_VERIFY_WITH_TIMEOUT(fixture->snapshot()->configError.empty(), limit_ms);
    QVERIFY(fixture->snapshot()->fileConflict);
    fixture.write(file);
    QTRY_VERIFY_WITH_TIMEOUT(!fixture->snapshot()->fileConflict, limit_ms);
    QCOMPARE(fixture->snapshot()->unsavedChanges, 1);
    QCOMPARE(fixture.call([](auto& e) { return e.save(); }), QByteArray());
    QCOMPARE(fixture.text(), QByteArray(file).replace("weight = 1.0", "weight = 5.0"));
}

/// What was broken before the change, too.
void TuningTest::tellsOfARepairedFileBesideUnsavedChanges() {
    Fixture fixture;
    fixture.write("broken = \n");
    QTRY_VERIFY_WITH_TIMEOUT(!fixture->snapshot()->configError.empty(), limit_ms);
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 5); }), QByteArray());
    fixture.write(file);
    QTRY_VERIFY_WITH_TIMEOUT(fixture->snapshot()->configError.empty(), limit_ms);
    QVERIFY(!fixture->snapshot()->fileConflict);
}

void TuningTest::givesAGatewayAFile() {
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("new.toml")).toStdString();
    RunningGateway gateway(file.toStdString());
    std::string wrong;
    gateway.call([&](engine::Engine& engine) {
        (void)engine.setWeight("web", "one", 5);
        if (const auto done = engine.saveAs(path, file.toStdString()); !done)
            wrong = done.error().message;
    });
    QCOMPARE(wrong, std::string());
    QCOMPARE(textOf(QString::fromStdString(path)),
             QByteArray(file).replace("weight = 1.0", "weight = 5.0"));
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->configFile == path, limit_ms);
    QCOMPARE(gateway.snapshot()->unsavedChanges, 0);
    gateway.call([](engine::Engine& engine) { (void)engine.setWeight("web", "one", 6); });
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->unsavedChanges, 1, limit_ms);
    gateway.call([](engine::Engine& engine) { (void)engine.save(); });
    QVERIFY(textOf(QString::fromStdString(path)).contains("weight = 6.0"));
}

void TuningTest::aReloadTakesTheFilesValues() {
    Fixture fixture;
    fixture.write(QByteArray(file)
                      .replace("\"round-robin\"", "\"weighted-round-robin\"")
                      .replace("\"active\"", "\"drained\"")
                      .replace("window = \"5s\"", "window = \"7s\""));
    QTRY_VERIFY_WITH_TIMEOUT(fixture.effective().strategy == upstream::Strategy::weightedRoundRobin,
                             limit_ms);
    QVERIFY(fixture.effective().servers[1].duty == upstream::Duty::drained);
    QVERIFY(fixture.effective().health.outlier.window == 7s);
}

void TuningTest::tellsWhatChanged() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) {
        auto options = *e.effective("web");
        options.health.outlier.window = 6s;
        options.health.failOpen = false;
        options.strategy = upstream::Strategy::weightedRoundRobin;
        options.servers[0].weight = 3;
        options.servers[1].duty = upstream::Duty::drained;
        return e.tune(options);
    }),
             QByteArray());
    const auto all = [&] { return eventsOf(*fixture->snapshot()); };
    QTRY_VERIFY_WITH_TIMEOUT(all().contains("weight one: 1 → 3\n"), limit_ms);
    QVERIFY(all().contains("strategy web: round-robin → weighted-round-robin\n"));
    QVERIFY(all().contains("duty two: drained\n"));
    QVERIFY(all().contains("settings web: fail_open true → false, outlier.window 5s → 6s\n"));
}

void TuningTest::tellsNearWeightsApart() {
    Fixture fixture;
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 333.125); }),
             QByteArray());
    QCOMPARE(fixture.call([](auto& e) { return e.setWeight("web", "one", 333.25); }), QByteArray());
    QTRY_VERIFY_WITH_TIMEOUT(eventsOf(*fixture->snapshot()).contains("weight one: 1 → 333.25\n"),
                             limit_ms);
}

/// They make few snapshots and one event, and the last one is seen.
void TuningTest::twoHundredChangesASecond() {
    Fixture fixture;
    int snapshots = 0;
    fixture->call([&](engine::Engine& engine) {
        QObject::connect(&engine, &engine::Engine::snapshotTaken, &engine, [&] { ++snapshots; });
        for (int i = 1; i <= 200; ++i)
            (void)engine.setWeight("web", "one", 1 + i / 100.0);
    });
    QTRY_COMPARE_WITH_TIMEOUT(fixture->snapshot()->pools.front().servers.front().weight, 3.0,
                              limit_ms);
    QCOMPARE(eventsOf(*fixture->snapshot()).count("weight one:"), 1);
    QVERIFY(eventsOf(*fixture->snapshot()).contains("weight one: 1 → 3\n"));
    fixture->call([&](engine::Engine& engine) {
        engine.disconnect(&engine, &engine::Engine::snapshotTaken, nullptr, nullptr);
    });
    QVERIFY2(snapshots > 0 && snapshots < 200, QByteArray::number(snapshots));
}

void TuningTest::refuses() {
    Fixture fixture;
    const auto said = [&](auto command) { return fixture.call(command); };
    QVERIFY(said([](auto& e) { return e.setWeight("api", "one", 1); }).contains("no pool api"));
    QVERIFY(said([](auto& e) { return e.setWeight("web", "x", 1); }).contains("no server x"));
    QVERIFY(said([](auto& e) { return e.setWeight("web", "one", -1); }).contains("0 to 1000"));
    QVERIFY(said([](auto& e) { return e.setWeight("web", "one", qQNaN()); }).contains("0 to"));
    QVERIFY(said([](auto& e) {
                return e.setDuty("web", "x", upstream::Duty::drained);
            }).contains("no server x"));
    QVERIFY(said([](auto& e) {
                return e.setStrategy("api", upstream::Strategy::roundRobin);
            }).contains("no pool api"));
    QVERIFY(said([](auto& e) {
                return e.setHealth("api", upstream::HealthOptions());
            }).contains("no pool api"));
}

QTEST_GUILESS_MAIN(TuningTest)
#include "tuning_test.moc"
