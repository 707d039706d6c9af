#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <thread>

#include "admin/prometheus.h"
#include "admin/record_json.h"
#include "admin/snapshot_csv.h"
#include "admin/snapshot_json.h"
#include "support/batch_client.h"
#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"
#ifdef WINDOW
#include "snapshot_comparison.h"
#endif

using namespace Qt::StringLiterals;
using namespace std::string_literals;
using sluice::metrics::Record;
using sluice::test::fetch;
using sluice::test::getOf;
using sluice::test::postBatch;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using sluice::test::TemporaryFile;

namespace {

constexpr int limit_ms = 30'000;
constexpr size_t gone = 0;  // the class of clients that left

/// What is known of some traffic, because this test has sent it.
struct Truth {
    std::array<uint64_t, 6> byStatus{};  // as metrics::Cell counts them
    QMap<QString, uint64_t> byRoute = {};
    uint64_t badRequests = 0;
    uint64_t failures = 0;
    uint64_t hits = 0, misses = 0;
    uint64_t batches = 0, batchesRefused = 0, items = 0, itemsFailed = 0;
    double slowerThan_ms = 0;

    uint64_t requests() const {
        return std::accumulate(byStatus.begin(), byStatus.end(), uint64_t{0});
    }
    bool operator==(const Truth& o) const {
        return byStatus == o.byStatus && byRoute == o.byRoute && badRequests == o.badRequests &&
               failures == o.failures && hits == o.hits && misses == o.misses &&
               batches == o.batches && batchesRefused == o.batchesRefused && items == o.items &&
               itemsFailed == o.itemsFailed;
    }
};

QByteArray textOf(const Truth& truth) {
    QByteArray text = "client_gone, 1xx … 5xx:";
    for (const uint64_t count : truth.byStatus)
        text += ' ' + QByteArray::number(quint64{count});
    for (auto route = truth.byRoute.begin(); route != truth.byRoute.end(); ++route)
        text += ", " + route.key().toUtf8() + ' ' + QByteArray::number(quint64{route.value()});
    for (const uint64_t count :
         {truth.badRequests, truth.failures, truth.hits, truth.misses, truth.batches,
          truth.batchesRefused, truth.items, truth.itemsFailed})
        text += ' ' + QByteArray::number(quint64{count});
    return text;
}

uint64_t countIn(const QJsonValue& value) {
    return static_cast<uint64_t>(value.toInteger());
}

const QStringList statuses{u"client_gone"_s, u"1xx"_s, u"2xx"_s, u"3xx"_s, u"4xx"_s, u"5xx"_s};

/// What the JSON form says: the summary, or nothing if it contradicts its own record.
Truth ofJson(const QByteArray& text) {
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    const QJsonObject record = json[u"record"_s].toObject();
    const QJsonObject total = record[u"total"_s].toObject();
    Truth truth;
    for (size_t i = 0; i < truth.byStatus.size(); ++i)
        truth.byStatus[i] = countIn(total[u"status"_s][statuses[qsizetype(i)]]);
    truth.failures = countIn(total[u"failures"_s]);
    truth.badRequests = countIn(record[u"bad_requests"_s]);
    const QJsonObject endpoints = json[u"endpoint_breakdown"_s].toObject();
    for (auto route = endpoints.begin(); route != endpoints.end(); ++route)
        if (const uint64_t count = countIn(route.value()[u"request_count"_s]))
            truth.byRoute[route.key()] = count;
    const QJsonObject cache = total[u"cache"_s].toObject();
    for (const auto& name : {"memory_hit"_L1, "collapsed"_L1, "stale_hit"_L1, "redis_hit"_L1})
        truth.hits += countIn(cache[name]);
    for (const auto& name :
         {"absent"_L1, "revalidated"_L1, "other_variant"_L1, "expired"_L1, "client_refused"_L1})
        truth.misses += countIn(cache[name]);
    const QJsonObject batch = record[u"batch"_s].toObject();
    truth.batches = countIn(batch[u"batches"_s]);
    truth.batchesRefused = countIn(batch[u"refused"_s]);
    truth.items = countIn(batch[u"items"_s]);
    truth.itemsFailed = countIn(batch[u"items_failed"_s]);
    const bool agrees = countIn(json[u"total_requests"_s]) == truth.requests() &&
                        countIn(json[u"total"_s][u"requests"_s]) == truth.requests();
    return agrees ? truth : Truth();
}

/// What the table says; of the cache it tells nothing, so that is taken from `known`.
Truth ofCsv(const QByteArray& text, const Truth& known) {
    Truth truth;
    truth.hits = known.hits;
    truth.misses = known.misses;
    for (const QByteArray& line : text.split('\n')) {
        const QList<QByteArray> cells = line.split(',');
        const QByteArray scope = cells.value(0);
        const uint64_t requests = cells.value(2).toULongLong();
        if (scope == "total") {
            truth.failures = cells.value(4).toULongLong();
            for (size_t i = 0; i < truth.byStatus.size(); ++i)
                truth.byStatus[i] = cells.value(7 + qsizetype(i)).toULongLong();
            if (requests != truth.requests()) return {};
        }
        if (scope == "route" && requests > 0)
            truth.byRoute[QString::fromUtf8(cells.value(1))] = requests;
        if (scope == "bad_requests") truth.badRequests = requests;
        if (scope == "batches") {
            truth.batches = requests;
            truth.batchesRefused = cells.value(4).toULongLong();
        }
        if (scope == "batch_items") {
            truth.items = requests;
            truth.itemsFailed = cells.value(4).toULongLong();
        }
    }
    return truth;
}

/// What the samples say, added up; bad requests have no status there.
Truth ofPrometheus(const std::string& text, const Truth& known) {
    Truth truth;
    const std::array<uint64_t, 6> zero{};
    std::array<uint64_t, 6> routes = zero;
    static const QRegularExpression label(u"(\\w+)=\"([^\"]*)\""_s);
    for (const QByteArray& bytes : QByteArray::fromStdString(text).split('\n')) {
        const QString line = QString::fromUtf8(bytes);
        if (line.startsWith(u'#')) continue;
        const QString name = line.section(QRegularExpression(u"[{ ]"_s), 0, 0);
        const auto value = static_cast<uint64_t>(line.section(u' ', -1).toDouble());
        QMap<QString, QString> labels;
        for (auto found = label.globalMatch(line); found.hasNext();) {
            const auto match = found.next();
            labels[match.captured(1)] = match.captured(2);
        }
        if (name == "sluice_requests_total"_L1 && value > 0) {
            routes[size_t(statuses.indexOf(labels[u"status"_s]))] += value;
            truth.byRoute[labels[u"route"_s]] += value;
        }
        if (name == "sluice_request_failures_total"_L1) truth.failures += value;
        if (name == "sluice_bad_requests_total"_L1) truth.badRequests = value;
        if (name == "sluice_batches_total"_L1) truth.batches = value;
        if (name == "sluice_batches_refused_total"_L1) truth.batchesRefused = value;
        if (name == "sluice_batch_items_total"_L1) truth.items = value;
        if (name == "sluice_batch_items_failed_total"_L1) truth.itemsFailed = value;
        if (name != "sluice_cache_requests_total"_L1) continue;
        const QString outcome = labels[u"outcome"_s];
        if (outcome == "bypassed"_L1) continue;
        (outcome.endsWith("_hit"_L1) || outcome == "collapsed"_L1 ? truth.hits : truth.misses) +=
            value;
    }
    truth.byStatus = known.byStatus;
    uint64_t rest = 0;
    for (size_t i = 0; i < routes.size(); ++i)
        rest += known.byStatus[i] - routes[i];
    return rest == truth.badRequests ? truth : Truth();
}

std::string configuration(uint16_t server) {
    return "[engine]\nworkers = 2\n[listen]\naddress = \"127.0.0.1:0\"\nmax_body_bytes = 1000\n"
           "[admin]\naddress = \"127.0.0.1:0\"\n[batch]\n[cache]\n"
           "[routes.plain]\npool = \"web\"\ncache = false\n[routes.stored]\npool = \"web\"\n"
           "match.path_prefix = \"/stored\"\n[routes.down]\npool = \"down\"\ncache = false\n"
           "match.path_prefix = \"/down\"\n[pools.web]\noutlier = { enabled = false }\n"
           "retry = { attempts = 0 }\n[[pools.web.servers]]\nname = \"web-1\"\n"
           "url = \"http://127.0.0.1:" +
           std::to_string(server) +
           "\"\n[pools.down]\nretry = { attempts = 0, try_for = \"0s\" }\n"
           "[[pools.down.servers]]\nname = \"none\"\nurl = \"http://127.0.0.1:1\"\n";
}

}  // namespace

/// Traffic of which everything is known: every form of what was measured agrees with it to the
/// request, at once and of the time between two moments.
class GroundTruthsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void agrees_data();
    void agrees();
    void goesOnWhenARouteIsRenamed();

private:
    using Traffic = std::function<Truth(GroundTruthsTest&)>;

    int get(const std::string& path, const std::string& fields = {}) {
        return fetch(m_gateway->port(), getOf(path, fields)).status;
    }
    int send(const std::string& text) { return fetch(m_gateway->port(), text).status; }
    void leave(const std::string& path);
    QByteArray api(const std::string& resource);
    Record record();
    bool idle() { return record().total.inFlight == 0; }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<TemporaryFile> m_file;
    std::unique_ptr<RunningGateway> m_gateway;
    std::atomic<int> m_waiting = 0;
};

Q_DECLARE_METATYPE(Truth)

void GroundTruthsTest::init() {
    m_waiting = 0;
    m_server = std::make_unique<ScriptedServer>([this](ScriptedServer::Connection& connection) {
        while (const auto got = connection.readRequest()) {
            const std::string& head = got->head;
            const bool is500 = head.find("/error") != head.npos;
            const std::string status = is500                              ? "500 Oh"
                                       : head.find("/moved") != head.npos ? "302 Found"
                                       : head.find("/none") != head.npos  ? "404 No"
                                                                          : "200 OK";
            if (head.find("/upgrade") != head.npos) {
                connection.send(
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                    "Upgrade: websocket\r\n\r\nhello");
                return connection.waitForClose();
            }
            if (head.find("/hang") != head.npos) {
                ++m_waiting;
                return connection.waitForClose();
            }
            if (head.find("/slow") != head.npos)
                std::this_thread::sleep_for(std::chrono::milliseconds(60));
            connection.send("HTTP/1.1 " + status +
                            "\r\nContent-Length: 2\r\nCache-Control: max-age=60\r\n\r\nok");
        }
    });
    m_file = std::make_unique<TemporaryFile>(configuration(m_server->port()));
    m_gateway = std::make_unique<RunningGateway>(m_file->path());
    QCOMPARE(m_gateway->error(), std::string());
}

void GroundTruthsTest::cleanup() {
    m_gateway.reset();
    m_server.reset();
}

/// Once the server has the request.
void GroundTruthsTest::leave(const std::string& path) {
    const int before = m_waiting;
    RawClient client(m_gateway->port());
    client.send(getOf(path));
    QTRY_VERIFY_WITH_TIMEOUT(m_waiting > before, limit_ms);
    client.reset();
    QTRY_VERIFY_WITH_TIMEOUT(idle(), limit_ms);
}

QByteArray GroundTruthsTest::api(const std::string& resource) {
    const uint16_t port = m_gateway->adminPort();
    const auto answer =
        fetch(port, "GET " + resource + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                        "\r\n\r\n");
    return QByteArray::fromStdString(answer.body);
}

Record GroundTruthsTest::record() {
    return sluice::admin::readRecord(api("/api/v1/snapshot")).value_or(Record());
}

void GroundTruthsTest::agrees_data() {
    QTest::addColumn<Traffic>("traffic");
    const auto row = [](const char* name, Traffic traffic) {
        QTest::newRow(name) << std::move(traffic);
    };
    const auto times = [](int count, const auto& what) {
        for (int i = 0; i < count; ++i)
            what();
    };
    row("nothing", [](GroundTruthsTest&) { return Truth(); });
    row("answers", [=](GroundTruthsTest& t) {
        times(40, [&] { t.get("/"); });
        return Truth{.byStatus = {0, 0, 40}, .byRoute = {{u"plain"_s, 40}}};
    });
    row("errors", [=](GroundTruthsTest& t) {
        times(20, [&] { t.get("/"); });
        times(10, [&] { t.get("/error"); });
        return Truth{.byStatus = {0, 0, 20, 0, 0, 10}, .byRoute = {{u"plain"_s, 30}}};
    });
    row("redirects and refusals of the server", [=](GroundTruthsTest& t) {
        times(3, [&] { t.get("/moved"); });
        times(4, [&] { t.get("/none"); });
        return Truth{.byStatus = {0, 0, 0, 3, 4}, .byRoute = {{u"plain"_s, 7}}};
    });
    row("no server", [=](GroundTruthsTest& t) {
        times(6, [&] { t.get("/down"); });
        return Truth{.byStatus = {0, 0, 0, 0, 0, 6}, .byRoute = {{u"down"_s, 6}}, .failures = 6};
    });
    row("misses and hits", [=](GroundTruthsTest& t) {
        times(10, [&] { t.get("/stored/a"); });
        times(5, [&] { t.get("/stored/b"); });
        return Truth{
            .byStatus = {0, 0, 15}, .byRoute = {{u"stored"_s, 15}}, .hits = 13, .misses = 2};
    });
    row("clients that would not have it stored", [=](GroundTruthsTest& t) {
        times(4, [&] { t.get("/stored/a", "Cache-Control: no-cache\r\n"); });
        return Truth{.byStatus = {0, 0, 4}, .byRoute = {{u"stored"_s, 4}}, .misses = 4};
    });
    row("malformed heads", [=](GroundTruthsTest& t) {
        times(3, [&] { t.send("GET / HTTP/1.1\r\nHost: a\r\nBad Field: 1\r\n\r\n"); });
        t.send("GET / HTTP/9.1\r\nHost: a\r\n\r\n");
        return Truth{.byStatus = {0, 0, 0, 0, 3, 1}, .badRequests = 4};
    });
    row("too large", [=](GroundTruthsTest& t) {
        t.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
        t.send("GET /" + std::string(40'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n");
        t.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
               std::string(2000, 'x') + "\r\n0\r\n\r\n");
        return Truth{.byStatus = {0, 0, 0, 0, 3}, .byRoute = {{u"plain"_s, 1}}, .badRequests = 2};
    });
    row("batches", [=](GroundTruthsTest& t) {
        times(2, [&] {
            postBatch(t.m_gateway->port(),
                      R"([{"path": "/"}, {"path": "/error"}, {"path": "no path"}, {"path": "/"}])");
        });
        return Truth{.byStatus = {0, 0, 4, 0, 2, 2},
                     .byRoute = {{u"plain"_s, 6}},
                     .badRequests = 2,
                     .batches = 2,
                     .items = 8,
                     .itemsFailed = 4};
    });
    row("batches that are refused", [=](GroundTruthsTest& t) {
        postBatch(t.m_gateway->port(), "[");
        return Truth{.batchesRefused = 1};
    });
    row("clients that leave", [=](GroundTruthsTest& t) {
        times(3, [&] { t.leave("/hang"); });
        t.get("/");
        Truth truth{.byStatus = {0, 0, 1}, .byRoute = {{u"plain"_s, 4}}};
        truth.byStatus[gone] = 3;
        return truth;
    });
    row("an upgrade", [=](GroundTruthsTest& t) {
        RawClient client(t.m_gateway->port());
        client.send(getOf("/upgrade", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
        client.readUntil("hello");
        return Truth{.byStatus = {0, 1}, .byRoute = {{u"plain"_s, 1}}};
    });
    row("what the gateway answers itself", [=](GroundTruthsTest& t) {
        t.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
        t.send("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");
        return Truth{.byStatus = {0, 0, 1, 0, 1}, .byRoute = {{u"plain"_s, 2}}};
    });
    row("known latencies", [=](GroundTruthsTest& t) {
        times(5, [&] { t.get("/slow"); });
        return Truth{.byStatus = {0, 0, 5}, .byRoute = {{u"plain"_s, 5}}, .slowerThan_ms = 60};
    });
    row("many clients at once", [=](GroundTruthsTest& t) {
        std::vector<std::thread> clients;
        const uint16_t port = t.m_gateway->port();
        for (int i = 0; i < 8; ++i) {
            clients.emplace_back([port] {
                RawClient client(port);
                for (int n = 0; n < 50; ++n) {
                    client.send(getOf("/"));
                    client.readResponse();
                }
            });
        }
        for (auto& client : clients)
            client.join();
        return Truth{.byStatus = {0, 0, 400}, .byRoute = {{u"plain"_s, 400}}};
    });
}

void GroundTruthsTest::agrees() {
    QFETCH(Traffic, traffic);
    get("/");  // what came before does not count for the time between
    const Record before = record();
    const Truth truth = traffic(*this);
    const Record between = record().since(before);

    Truth whole = truth;
    whole.byStatus[2] += 1;
    whole.byRoute[u"plain"_s] += 1;
    const auto agree = [&](const Truth& found, const Truth& known, const char* form) {
        QVERIFY2(found == known, form + (": "_ba + textOf(found)) + ", not " + textOf(known));
    };
    agree(ofJson(api("/api/v1/snapshot")), whole, "JSON");
    agree(ofCsv(api("/api/v1/snapshot?format=csv"), whole), whole, "CSV");
    agree(ofPrometheus(api("/metrics").toStdString(), whole), whole, "Prometheus");
    agree(ofJson(sluice::admin::toJson(between)), truth, "JSON of the time between");
    agree(ofCsv(sluice::admin::toCsv(between), truth), truth, "CSV of the time between");
    agree(ofPrometheus(sluice::admin::toPrometheus(between), truth), truth,
          "Prometheus of the time between");
    const auto latency = sluice::metrics::percentilesOf(between.total.latency);
    QVERIFY(latency.p50_ms >= 0.98 * truth.slowerThan_ms && latency.mean_ms <= latency.max_ms);
    const auto shown = [&] {
        const auto snapshot = m_gateway->snapshot();
        return ofJson(sluice::admin::toJson(*snapshot));
    };
    QTRY_VERIFY_WITH_TIMEOUT(shown() == whole, limit_ms);
#ifdef WINDOW
    sluice::desktop::SnapshotComparison comparison;
    comparison.set(0, u"before"_s, before);
    comparison.set(1, u"between"_s, between);
    const auto cell = [&](int role) {
        return comparison.data(comparison.index(0), role).toString();
    };
    QCOMPARE(cell(sluice::desktop::SnapshotComparison::BeforeRole), u"1"_s);
    QCOMPARE(cell(sluice::desktop::SnapshotComparison::AfterRole),
             QString::number(truth.requests()));
#endif
}

/// What the old one counted is kept, and is no part of what comes after.
void GroundTruthsTest::goesOnWhenARouteIsRenamed() {
    for (int i = 0; i < 5; ++i)
        get("/");
    const Record before = record();
    get("/");
    std::string text = configuration(m_server->port());
    text.replace(text.find("routes.plain"), 12, "routes.fresh");
    QVERIFY(m_file->write(text));
    QTRY_COMPARE_WITH_TIMEOUT(ofJson(api("/api/v1/snapshot")).byRoute,
                              (QMap<QString, uint64_t>{{u"other"_s, 6}}), limit_ms);
    get("/");
    get("/");
    const Truth whole{.byStatus = {0, 0, 8}, .byRoute = {{u"other"_s, 6}, {u"fresh"_s, 2}}};
    const Truth between{.byStatus = {0, 0, 3}, .byRoute = {{u"other"_s, 1}, {u"fresh"_s, 2}}};
    QVERIFY(ofJson(api("/api/v1/snapshot")) == whole);
    QVERIFY(ofCsv(api("/api/v1/snapshot?format=csv"), whole) == whole);
    QTRY_VERIFY_WITH_TIMEOUT(ofPrometheus(api("/metrics").toStdString(), whole) == whole, limit_ms);
    QVERIFY(ofJson(sluice::admin::toJson(record().since(before))) == between);
}

QTEST_GUILESS_MAIN(GroundTruthsTest)
#include "ground_truths_test.moc"
