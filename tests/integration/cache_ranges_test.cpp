#include <QtTest>
#include <atomic>
#include <memory>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::getOf;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr size_t half = 100'000;

std::string whole(size_t bytes) {
    std::string text(bytes, '\0');
    for (size_t i = 0; i < bytes; ++i)
        text[i] = static_cast<char>('a' + i % 23);
    return text;
}

/// Sends the first half of what is asked for without a range, and the rest when it may; says 206 to
/// all that have one.
class SlowFile {
public:
    /// `breaks`: the connection, instead of the second half.
    explicit SlowFile(size_t bytes = 2 * half, bool chunked = false, bool breaks = false)
        : m_body(whole(bytes)), m_chunked(chunked), m_breaks(breaks) {}
    ~SlowFile() { m_rest.open(); }

    uint16_t port() const { return m_server.port(); }
    const std::string& body() const { return m_body; }
    int ranges() const { return m_ranges; }
    void finish() { m_rest.open(); }

private:
    std::string framed(const std::string& piece) const {
        if (!m_chunked) return piece;
        return QByteArray::number(qulonglong(piece.size()), 16).toStdString() + "\r\n" + piece +
               "\r\n";
    }
    void serve(ScriptedServer::Connection& connection) {
        const auto request = connection.readRequest();
        if (!request) return;
        const std::string fields = "ETag: \"x\"\r\nCache-Control: max-age=60\r\n";
        if (request->head.find("Range:") != std::string::npos) {
            ++m_ranges;
            connection.send("HTTP/1.1 206 Partial Content\r\n" + fields +
                            "Content-Range: bytes 0-3/9\r\nContent-Length: 4\r\n\r\nfrom");
            return;
        }
        connection.send("HTTP/1.1 200 OK\r\n" + fields +
                        (m_chunked ? "Transfer-Encoding: chunked"
                                   : "Content-Length: " + std::to_string(m_body.size())) +
                        "\r\n\r\n" + framed(m_body.substr(0, half)));
        m_rest.wait();
        if (m_breaks) return connection.reset();
        connection.send(framed(m_body.substr(half)) + (m_chunked ? "0\r\n\r\n" : ""));
        connection.waitForClose();
    }

    const std::string m_body;
    const bool m_chunked, m_breaks;
    std::atomic<int> m_ranges = 0;
    Gate m_rest;
    ScriptedServer m_server{[this](ScriptedServer::Connection& c) { serve(c); }};
};

/// A first client that has read the first half of a file.
std::unique_ptr<RawClient> beginDownload(RunningGateway& gateway) {
    auto client = std::make_unique<RawClient>(gateway.port());
    client->send(getOf("/a"));
    client->readUntil("\r\n\r\n");
    client->read(half);
    return client;
}

RawClient::Response askFor(RunningGateway& gateway, const std::string& range,
                           const std::string& more = {}) {
    return fetch(gateway.port(), getOf("/a", "Range: bytes=" + range + "\r\n" + more));
}

}  // namespace

/// Ranges of what is being stored: a 200 is no use to who asks for the rest of a download.
class CacheRangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesWhatIsThere_data();
    void givesWhatIsThere();
    void waitsForWhatIsNear();
    void asksTheServerForTheRest_data();
    void asksTheServerForTheRest();
    void asksTheServerWhenTheFillFails();
    void breaksOffWithTheFill();
    void givesUpWithTheRoutesTime();
};

void CacheRangesTest::givesWhatIsThere_data() {
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentRange");
    QTest::newRow("begin") << QByteArray("0-9") << QByteArray() << 206
                           << QByteArray("bytes 0-9/200000");
    QTest::newRow("If-Range") << QByteArray("5-9") << QByteArray("If-Range: \"x\"\r\n") << 206
                              << QByteArray("bytes 5-9/200000");
    QTest::newRow("behind the end")
        << QByteArray("200000-") << QByteArray() << 416 << QByteArray("bytes */200000");
    QTest::newRow("not changed") << QByteArray("0-9") << QByteArray("If-None-Match: \"x\"\r\n")
                                 << 304 << QByteArray();
}

void CacheRangesTest::givesWhatIsThere() {
    QFETCH(QByteArray, range);
    QFETCH(QByteArray, more);
    SlowFile file;
    RunningGateway gateway(cached(file.port()));
    const auto download = beginDownload(gateway);
    const auto answer = askFor(gateway, range.toStdString(), more.toStdString());
    QTEST(answer.status, "status");
    QTEST(QByteArray::fromStdString(answer.field("Content-Range")), "contentRange");
    if (answer.status == 206)
        QCOMPARE(answer.body, file.body().substr(10 - answer.body.size(), answer.body.size()));
    QCOMPARE(file.ranges(), 0);
}

void CacheRangesTest::waitsForWhatIsNear() {
    for (const char* range : {"50000-", "150000-150009", "-10", "0-"}) {
        SlowFile file;
        RunningGateway gateway(cached(file.port()));
        const auto download = beginDownload(gateway);
        RawClient client(gateway.port());
        client.send(getOf("/a", std::string("Range: bytes=") + range + "\r\n"));
        QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{2}, 30'000);
        file.finish();
        const auto answer = client.readResponse();
        QCOMPARE(answer.status, 206);
        const std::string text = answer.field("Content-Range");
        const size_t first = std::stoul(text.substr(6));
        QCOMPARE(answer.body, file.body().substr(first, answer.body.size()));
        QCOMPARE(file.ranges(), 0);
    }
}

void CacheRangesTest::asksTheServerForTheRest_data() {
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<QByteArray>("range");
    QTest::newRow("far away") << false << QByteArray("1500000-1500009");
    QTest::newRow("its end") << false << QByteArray("-10");
    QTest::newRow("several") << false << QByteArray("0-9,20-29");
    QTest::newRow("of unknown length") << true << QByteArray("0-9");
    QTest::newRow("the end of unknown length") << true << QByteArray("-10");
}

void CacheRangesTest::asksTheServerForTheRest() {
    QFETCH(bool, chunked);
    QFETCH(QByteArray, range);
    SlowFile file(2'000'000, chunked);
    RunningGateway gateway(cached(file.port()));
    RawClient download(gateway.port());
    download.send(getOf("/a"));
    download.readUntil("\r\n\r\n");
    const auto answer = askFor(gateway, range.toStdString());
    QCOMPARE(answer.status, 206);
    QCOMPARE(answer.body, std::string("from"));
    QCOMPARE(file.ranges(), 1);
}

void CacheRangesTest::asksTheServerWhenTheFillFails() {
    SlowFile file(2 * half, false, true);
    RunningGateway gateway(cached(file.port()));
    const auto download = beginDownload(gateway);
    RawClient client(gateway.port());
    client.send(getOf("/a", "Range: bytes=150000-150009\r\n"));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{2}, 30'000);
    QCOMPARE(file.ranges(), 0);
    file.finish();
    QCOMPARE(client.readResponse().body, std::string("from"));
    QCOMPARE(file.ranges(), 1);
}

void CacheRangesTest::breaksOffWithTheFill() {
    SlowFile file(2 * half, false, true);
    RunningGateway gateway(cached(file.port()));
    const auto download = beginDownload(gateway);
    RawClient client(gateway.port());
    client.send(getOf("/a", "Range: bytes=50000-150000\r\n"));
    QVERIFY(client.readUntil("\r\n\r\n").starts_with("HTTP/1.1 206"));
    QCOMPARE(client.read(50'000).size(), size_t{50'000});
    file.finish();
    QVERIFY(client.readToEnd().size() < size_t{50'001});
}

void CacheRangesTest::givesUpWithTheRoutesTime() {
    SlowFile file;
    RunningGateway gateway(sluice::test::gatewayTo(
        file.port(), {}, {}, "timeout = \"2s\"\n[cache]\nmemory = \"16MiB\"\n"));
    QCOMPARE(gateway.error(), std::string());
    const auto download = beginDownload(gateway);
    const auto answer = askFor(gateway, "150000-150009");
    QVERIFY(answer.status == 504 || answer.body == "from");
}

QTEST_GUILESS_MAIN(CacheRangesTest)
#include "cache_ranges_test.moc"
