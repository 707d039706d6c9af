#include "admin/admin_api.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QtTest>

#include "event/worker.h"
#include "listener/bind.h"
#include "listener/listener.h"
#include "metrics/record.h"

using namespace sluice;

namespace {

using Bytes = QByteArray;

/// The API on loopback, on a worker that stands for the control thread.
class ApiServer {
public:
    explicit ApiServer(std::string token = {});
    ~ApiServer();
    uint16_t port() const { return m_port; }
    double weight();  ///< of web/web-1
    void setConflict();

private:
    admin::Actions actions();
    Result<> changeServer(const std::string& name, const QJsonObject& change);

    metrics::Snapshot m_snapshot;  // of the worker's thread, as all that follows
    metrics::WorkerCell m_cell;
    metrics::Course m_course;
    std::unique_ptr<admin::AdminApi> m_api;
    std::unique_ptr<listener::Listener> m_listener;
    uint16_t m_port = 0;
    event::Worker m_worker{0};
};

metrics::Snapshot twoServers() {
    metrics::ServerSnapshot first;
    first.name = "web-1";
    first.url = "http://127.0.0.1:9001";
    first.state = "healthy";
    metrics::ServerSnapshot second = first;
    second.name = "web/2";
    metrics::PoolSnapshot pool;
    pool.name = "web";
    pool.servers = {first, second};
    metrics::Snapshot snapshot;
    metrics::PoolSnapshot busy;
    busy.name = "busy";
    snapshot.pools = {pool, busy};
    snapshot.record = std::make_shared<metrics::Record>();
    snapshot.events = {{0, "start", "web", "a happening"}};
    return snapshot;
}

ApiServer::ApiServer(std::string token) : m_snapshot(twoServers()) {
    const auto bound = listener::bindAll({"127.0.0.1", 0}, 1);
    m_port = bound->address.port;
    m_worker.start();
    m_worker.call([&] {
        m_api = std::make_unique<admin::AdminApi>(bound->address, token, actions());
        m_listener = std::make_unique<listener::Listener>(
            std::make_shared<listener::Options>(), *m_api, m_cell,
            std::make_shared<listener::ConnectionCount>(0));
        m_listener->listen(bound->descriptors.front());
    });
}

ApiServer::~ApiServer() {
    m_worker.call([this] {
        m_listener.reset();
        m_api.reset();
    });
}

admin::Actions ApiServer::actions() {
    admin::Actions actions;
    actions.snapshot = [this] { return std::make_shared<metrics::Snapshot>(m_snapshot); };
    actions.course = [this]() -> const metrics::Course& { return m_course; };
    actions.runWhatIf = [this](const std::string& pool, auto done) {
        upstream::WhatIf result;
        result.pool = pool;
        if (pool == "busy") return done(failure("one is under way"));
        m_worker.post([result, done] { done(result); });
    };
    actions.pool = [this](const std::string& pool) {
        for (const auto& candidate : m_snapshot.pools) {
            if (candidate.name == pool) return std::optional(candidate);
        }
        return std::optional<metrics::PoolSnapshot>();
    };
    actions.settings = [this](const std::string&) {
        const QString strategy = QString::fromStdString(m_snapshot.pools.front().strategy);
        return admin::Settings{{{QStringLiteral("strategy"), strategy}},
                               {{QStringLiteral("strategy"), QStringLiteral("as filed")}}};
    };
    actions.changePool = [this](const std::string&, const QJsonObject& change) -> Result<> {
        if (!change.contains(QStringLiteral("strategy"))) return failure("strategy: is missing");
        m_snapshot.pools.front().strategy =
            change[QStringLiteral("strategy")].toString().toStdString();
        return {};
    };
    actions.changeServer = [this](const std::string&, const std::string& server,
                                  const QJsonObject& change) {
        return changeServer(server, change);
    };
    actions.save = [this](bool overwrite) -> Result<> {
        if (!overwrite && m_snapshot.fileConflict) return failure("the file was changed");
        m_snapshot.unsavedChanges = 0;
        return {};
    };
    actions.revert = [this]() -> Result<> {
        m_snapshot.unsavedChanges = 0;
        return {};
    };
    return actions;
}

Result<> ApiServer::changeServer(const std::string& name, const QJsonObject& change) {
    const double weight = change[QStringLiteral("weight")].toDouble(-1);
    if (weight < 0) return failure("weight: is missing");
    for (auto& candidate : m_snapshot.pools.front().servers) {
        if (candidate.name == name) candidate.weight = weight;
    }
    return {};
}

void ApiServer::setConflict() {
    m_worker.call([this] {
        m_snapshot.unsavedChanges = 2;
        m_snapshot.fileConflict = true;
    });
}

double ApiServer::weight() {
    double weight = -1;
    m_worker.call([&] { weight = m_snapshot.pools.front().servers.front().weight; });
    return weight;
}

struct Answer {
    int status = 0;
    Bytes head;
    Bytes body;

    Bytes field(const Bytes& name) const {
        for (const Bytes& line : head.split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
                return line.mid(colon + 1).trimmed();
        }
        return {};
    }
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// Sends the text and reads until the server closes.
Answer exchange(uint16_t port, const Bytes& request) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected()) return {};
    socket.write(request);
    Bytes all;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(10000))
        all += socket.readAll();
    all += socket.readAll();
    const qsizetype end = all.indexOf("\r\n\r\n");
    if (end < 0) return {};
    return {all.mid(9, 3).toInt(), all.left(end), all.mid(end + 4)};
}

Answer ask(uint16_t port, const Bytes& method, const Bytes& target, const Bytes& fields = {},
           const Bytes& body = {}) {
    Bytes request = method + " " + target + " HTTP/1.1\r\nConnection: close\r\n" + fields;
    if (!fields.contains("Host:")) request += "Host: 127.0.0.1:" + Bytes::number(port) + "\r\n";
    if (!body.isNull()) request += "Content-Length: " + Bytes::number(body.size()) + "\r\n";
    return exchange(port, request + "\r\n" + body);
}

const Bytes json = "Content-Type: application/json\r\n";
const Bytes web1 = "/api/v1/pools/web/servers/web-1";

}  // namespace

class AdminApiTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersReads_data();
    void answersReads();
    void headHasNoBody();
    void changesAWeight();
    void changesAPool();
    void savesAndReverts();
    void takesAnAwkwardName();
    void refusesChanges_data();
    void refusesChanges();
    void limitsBodies();
    void limitsChunkedBodies();
    void tellsAllowedMethods_data();
    void tellsAllowedMethods();
    void refusesForeignHosts();
    void refusesCrossOriginChanges();
    void asksForTheToken();
    void keepsConnectionsOpen();
};

void AdminApiTest::answersReads_data() {
    QTest::addColumn<Bytes>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<Bytes>("type");
    QTest::addColumn<Bytes>("says");
    const auto row = [](const char* target, int status, const char* type, const char* says) {
        QTest::newRow(target) << Bytes(target) << status << Bytes(type) << Bytes(says);
    };
    row("/healthz", 200, "application/json", "\"ok\"");
    row("/api/v1/snapshot", 200, "application/json", "\"web-1\"");
    row("/api/v1/snapshot?format=json", 200, "application/json", "\"web-1\"");
    row("/api/v1/snapshot?format=csv", 200, "text/csv; charset=utf-8", "web/web-1");
    row("/api/v1/snapshot?format=prometheus", 200, "text/plain; version=0.0.4; charset=utf-8",
        "sluice_build_info");
    row("/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "sluice_uptime_seconds");
    row("/api/v1/history", 200, "application/json", "\"step_s\":1}");
    row("/api/v1/history?step=10", 200, "application/json", "\"step_s\":10}");
    row("/api/v1/snapshot?format=xml", 400, "application/problem+json", "json, csv and prometheus");
    row("/api/v1/pools", 200, "application/json", "\"web-1\"");
    row("/api/v1/pools/web/what-if", 200, "application/json", "\"pool\":\"web\"");
    row("/api/v1/pools/busy/what-if", 503, "application/problem+json", "one is under way");
    row("/api/v1/pools/api/what-if", 404, "application/problem+json", "pools: \\\"web\\\"");
    row("/api/v1/pools/web", 200, "application/json", "\"as filed\"");
    row("/api/v1/pools/api", 404, "application/problem+json", "there is no pool");
    row("/api/v1/events", 200, "application/json", "\"a happening\"");
    row("/api/v2/pools", 404, "application/problem+json", "/api/v1/pools");
}

void AdminApiTest::answersReads() {
    QFETCH(Bytes, target);
    ApiServer server;
    const Answer answer = ask(server.port(), "GET", target);
    QTEST(answer.status, "status");
    QTEST(answer.field("Content-Type"), "type");
    QFETCH(Bytes, says);
    QVERIFY2(answer.body.contains(says), answer.body.constData());
    QCOMPARE(answer.field("Cache-Control"), Bytes("no-store"));
    QCOMPARE(answer.field("X-Content-Type-Options"), Bytes("nosniff"));
}

void AdminApiTest::headHasNoBody() {
    ApiServer server;
    const Answer answer = ask(server.port(), "HEAD", "/api/v1/snapshot");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.field("Content-Length").toInt() > 0);
    QVERIFY(answer.body.isEmpty());
}

void AdminApiTest::changesAWeight() {
    ApiServer server;
    const Answer answer = ask(server.port(), "PATCH", web1, json, R"({"weight": 2.5})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[QStringLiteral("weight")].toDouble(), 2.5);
    QCOMPARE(answer.json()[QStringLiteral("name")].toString(), QStringLiteral("web-1"));
    QCOMPARE(answer.json()[QStringLiteral("pool")].toString(), QStringLiteral("web"));
    QCOMPARE(server.weight(), 2.5);
}

void AdminApiTest::changesAPool() {
    ApiServer server;
    const Answer answer =
        ask(server.port(), "PATCH", "/api/v1/pools/web", json, R"({"strategy": "peak-ewma"})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[QStringLiteral("strategy")].toString(), QStringLiteral("peak-ewma"));
    const QJsonObject configured = answer.json()[QStringLiteral("configured")].toObject();
    QCOMPARE(configured[QStringLiteral("strategy")].toString(), QStringLiteral("as filed"));
    QCOMPARE(ask(server.port(), "GET", "/api/v1/pools/web").json(), answer.json());
}

void AdminApiTest::savesAndReverts() {
    ApiServer server;
    server.setConflict();
    const Answer refused = ask(server.port(), "POST", "/api/v1/save");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.contains("the file was changed"), refused.body.constData());
    const auto save = [&](const Bytes& fields, const Bytes& body) {
        return ask(server.port(), "POST", "/api/v1/save", fields, body);
    };
    QCOMPARE(save("", R"({"overwrite": true})").status, 415);
    QCOMPARE(save(json, "{").status, 400);
    QCOMPARE(save(json, R"({"overwrite": 1})").status, 422);
    QCOMPARE(save(json, R"({"over": true})").status, 422);
    QCOMPARE(save(json + "Origin: http://evil.example\r\n", R"({"overwrite": true})").status, 403);
    const Answer saved = save(json, R"({"overwrite": true})");
    QCOMPARE(saved.status, 200);
    QCOMPARE(saved.json()[QStringLiteral("unsaved_changes")].toInt(-1), 0);
    QCOMPARE(ask(server.port(), "POST", "/api/v1/revert", "", "").status, 200);
}

void AdminApiTest::takesAnAwkwardName() {
    ApiServer server;
    const Answer answer =
        ask(server.port(), "PATCH", "/api/v1/pools/w%65b/servers/web%2F2",
            "Content-Type: Application/JSON; charset=utf-8\r\n", R"({"weight":3})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[QStringLiteral("weight")].toDouble(), 3.0);
}

void AdminApiTest::refusesChanges_data() {
    QTest::addColumn<Bytes>("target");
    QTest::addColumn<Bytes>("fields");
    QTest::addColumn<Bytes>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<Bytes>("says");
    const Bytes good = R"({"weight": 2})";
    QTest::newRow("no type") << web1 << Bytes("") << good << 415 << Bytes("application/json");
    QTest::newRow("form") << web1 << Bytes("Content-Type: text/plain\r\n") << good << 415
                          << Bytes("application/json");
    QTest::newRow("not JSON") << web1 << json << Bytes("{weight: 2}") << 400 << Bytes("column");
    QTest::newRow("no body") << web1 << json << Bytes("") << 400 << Bytes("empty");
    QTest::newRow("key") << web1 << json << Bytes(R"({"w": 2})") << 422 << Bytes("weight: is");
    QTest::newRow("pool's key") << Bytes("/api/v1/pools/web") << json << Bytes("{}") << 422
                                << Bytes("strategy: is missing");
    QTest::newRow("other pool") << Bytes("/api/v1/pools/api") << json << good << 404
                                << Bytes("pools: \\\"web\\\"");
    QTest::newRow("pool") << Bytes("/api/v1/pools/api/servers/web-1") << json << good << 404
                          << Bytes("pools: \\\"web\\\"");
    QTest::newRow("server") << Bytes("/api/v1/pools/web/servers/web-9") << json << good << 404
                            << Bytes("\\\"web-1\\\"");
}

void AdminApiTest::refusesChanges() {
    QFETCH(Bytes, target);
    QFETCH(Bytes, fields);
    QFETCH(Bytes, body);
    QFETCH(Bytes, says);
    ApiServer server;
    const Answer answer = ask(server.port(), "PATCH", target, fields, body);
    QTEST(answer.status, "status");
    QVERIFY2(answer.body.contains(says), answer.body.constData());
    QCOMPARE(answer.field("Content-Type"), Bytes("application/problem+json"));
    QCOMPARE(server.weight(), 1.0);
}

void AdminApiTest::limitsBodies() {
    ApiServer server;
    const Bytes padding(64 * 1024, ' ');
    const Answer fits =
        ask(server.port(), "PATCH", web1, json, R"({"weight":2})" + padding.chopped(12));
    QCOMPARE(fits.status, 200);
    const Answer over = ask(server.port(), "PATCH", web1, json, R"({"weight":4})" + padding);
    QCOMPARE(over.status, 413);
    QCOMPARE(server.weight(), 2.0);
}

void AdminApiTest::limitsChunkedBodies() {
    ApiServer server;
    const Bytes chunk = "4000\r\n" + Bytes(0x4000, ' ') + "\r\n";
    const Bytes head = "PATCH " + web1 +
                       " HTTP/1.1\r\nHost: 127.0.0.1:" + Bytes::number(server.port()) +
                       "\r\nConnection: close\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n";
    const Bytes change = "c\r\n{\"weight\":6}\r\n";
    QCOMPARE(exchange(server.port(), head + chunk + change + "0\r\n\r\n").status, 200);
    QCOMPARE(exchange(server.port(), head + chunk.repeated(4) + change + "0\r\n\r\n").status, 413);
}

void AdminApiTest::tellsAllowedMethods_data() {
    QTest::addColumn<Bytes>("method");
    QTest::addColumn<Bytes>("target");
    QTest::addColumn<Bytes>("allow");
    QTest::newRow("post") << Bytes("POST") << Bytes("/healthz") << Bytes("GET, HEAD");
    QTest::newRow("options") << Bytes("OPTIONS") << Bytes("/api/v1/pools") << Bytes("GET, HEAD");
    QTest::newRow("get") << Bytes("GET") << web1 << Bytes("PATCH");
    QTest::newRow("put") << Bytes("PUT") << Bytes("/api/v1/pools/web") << Bytes("GET, HEAD, PATCH");
    QTest::newRow("save") << Bytes("GET") << Bytes("/api/v1/save") << Bytes("POST");
    QTest::newRow("delete") << Bytes("DELETE") << web1 << Bytes("PATCH");
}

void AdminApiTest::tellsAllowedMethods() {
    QFETCH(Bytes, method);
    QFETCH(Bytes, target);
    ApiServer server;
    const Answer answer = ask(server.port(), method, target);
    QCOMPARE(answer.status, 405);
    QTEST(answer.field("Allow"), "allow");
}

void AdminApiTest::refusesForeignHosts() {
    ApiServer server;
    const Bytes port = Bytes::number(server.port());
    QCOMPARE(ask(server.port(), "GET", "/healthz", "Host: localhost:" + port + "\r\n").status, 200);
    const Answer rebound =
        ask(server.port(), "GET", "/api/v1/snapshot", "Host: evil.example:" + port + "\r\n");
    QCOMPARE(rebound.status, 403);
    QVERIFY(!rebound.body.contains("web-1"));
    QCOMPARE(ask(server.port(), "GET", "http://evil.example:" + port + "/healthz").status, 403);
}

void AdminApiTest::refusesCrossOriginChanges() {
    ApiServer server;
    const Bytes change = R"({"weight": 9})";
    const Bytes own = "Origin: http://127.0.0.1:" + Bytes::number(server.port()) + "\r\n";
    for (const Bytes& fields :
         {Bytes("Origin: http://evil.example\r\n"), Bytes("Sec-Fetch-Site: cross-site\r\n")}) {
        QCOMPARE(ask(server.port(), "PATCH", web1, json + fields, change).status, 403);
    }
    QCOMPARE(server.weight(), 1.0);
    QCOMPARE(ask(server.port(), "PATCH", web1, json + own, change).status, 200);
}

void AdminApiTest::asksForTheToken() {
    ApiServer server("swordfish");
    const Answer without = ask(server.port(), "GET", "/api/v1/pools");
    QCOMPARE(without.status, 401);
    QCOMPARE(without.field("WWW-Authenticate"), Bytes("Bearer"));
    QVERIFY(!without.body.contains("swordfish"));
    QCOMPARE(ask(server.port(), "GET", "/nowhere").status, 401);
    QCOMPARE(ask(server.port(), "GET", "/healthz").status, 200);
    const Bytes token = "Authorization: Bearer swordfish\r\n";
    QCOMPARE(ask(server.port(), "GET", "/api/v1/pools", token).status, 200);
    QCOMPARE(ask(server.port(), "PATCH", web1, json, R"({"weight":2})").status, 401);
    QCOMPARE(server.weight(), 1.0);
}

void AdminApiTest::keepsConnectionsOpen() {
    ApiServer server;
    const Bytes host = "Host: 127.0.0.1:" + Bytes::number(server.port()) + "\r\n";
    const Bytes change = "PATCH " + web1 + " HTTP/1.1\r\n" + host + json +
                         "Content-Length: 12\r\n\r\n{\"weight\":8}";
    const Bytes read = "GET /healthz HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
    const Answer first = exchange(server.port(), change + read);
    QCOMPARE(first.status, 200);
    QCOMPARE(first.body.count("HTTP/1.1 200 OK"), 1);
    QVERIFY(first.body.endsWith("{\"status\":\"ok\"}\n"));
}

QTEST_GUILESS_MAIN(AdminApiTest)
#include "admin_api_test.moc"
