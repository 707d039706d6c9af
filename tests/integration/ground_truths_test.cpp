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
#include "traffic_truth.h"
#ifdef WINDOW
#include "snapshot_comparison.h"
#endif

using namespace Qt::StringLiterals;
using namespace std::string_literals;
using sluice::metrics::Record;
using sluice::test::fetch;
using sluice::test::getOf;
using sluice::test::ofCsv;
using sluice::test::ofJson;
using sluice::test::ofPrometheus;
using sluice::test::postBatch;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using sluice::test::TemporaryFile;
using sluice::test::textOf;
using sluice::test::Truth;

namespace {

constexpr int limit_ms = 30'000;
constexpr size_t gone = 0;  // the class of clients that left

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
