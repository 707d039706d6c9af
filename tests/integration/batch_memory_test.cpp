#include <QRegularExpression>
#include <QtTest>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "support/batch_client.h"
#include "support/program.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using namespace sluice;
using test::batchGatewayTo;
using test::batchRequest;
using test::postBatch;
using test::Program;
using test::RawClient;
using test::ScriptedServer;
using test::TemporaryFile;

namespace {

constexpr uint64_t MiB = 1024 * 1024;
constexpr int clients = 24;

std::string documentOf(size_t items, const std::string& item) {
    std::string document = "[" + item;
    for (size_t i = 1; i < items; ++i)
        document.append(",").append(item);
    return document + "]";
}

std::string item(const std::string& path, const std::string& body = {}) {
    return R"({"method": "POST", "path": ")" + path + R"(", "body": ")" + body + "\"}";
}

/// What a path asks for: so many KiB of a letter, or of what takes six times as much in JSON.
void answerBySize(ScriptedServer::Connection& connection) {
    while (const auto request = connection.readRequest()) {
        const size_t kib = std::stoul(request->head.substr(request->head.find('/') + 2));
        const char filling = request->head.find("/c") != std::string::npos ? '\x01' : 'x';
        if (!connection.send(test::textAnswer(std::string(kib * 1024, filling)))) return;
    }
}

/// By what `sluice check` says.
uint64_t allowedBytes(const QString& file) {
    Program check({QStringLiteral("check"), file});
    check.result();
    const QString text = QString::fromUtf8(check.output() + check.errors());
    const QRegularExpression number(QStringLiteral("batches may take (\\d+) MiB"));
    return number.match(text).captured(1).toULongLong() * MiB;
}

}  // namespace

/// More batches than are allowed, each as large as it may be, in the program `sluice`.
class BatchMemoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesNoMoreThanCheckSays_data();
    void takesNoMoreThanCheckSays();
    void clientsThatDoNotReadTakeNoMore();

private:
    ScriptedServer m_server{&answerBySize};
    TemporaryFile m_file{batchGatewayTo(m_server.port(),
                                        "max_batches = 8\nmax_body_bytes = \"1MiB\"\n"
                                        "max_response_bytes = \"8MiB\"\n")};
};

void BatchMemoryTest::takesNoMoreThanCheckSays_data() {
    QTest::addColumn<QByteArray>("document");
    const auto row = [](const char* name, const std::string& document) {
        QTest::newRow(name) << QByteArray::fromStdString(document);
    };
    row("large answers", documentOf(10, item("/x1000")));
    row("answers that grow in JSON", documentOf(20, item("/c100")));
    row("many answers", documentOf(100, item("/x80")));
    row("large bodies", documentOf(4, item("/x100", std::string(240'000, 'b'))));
    row("no answers' room left", documentOf(100, item("/x1000")));
    row("many values", "[" + documentOf(340'000, "[]") + "]");
    row("many names", "[{\"headers\": [" + documentOf(200'000, "1,1") + "]}]");
}

void BatchMemoryTest::takesNoMoreThanCheckSays() {
    QFETCH(const QByteArray, document);
    Program gateway({QStringLiteral("run"), QStringLiteral("--config"), m_file.name()});
    const uint16_t port = gateway.port();
    QVERIFY2(port != 0, gateway.errors().constData());
    QCOMPARE(postBatch(port, documentOf(1, item("/x1"))).status, 200);
    const uint64_t before = gateway.peakResidentBytes();
    std::atomic<int> answered = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < clients; ++i)
            threads.emplace_back([&] {
                for (int turn = 0; turn < 3; ++turn)
                    answered += postBatch(port, document.toStdString()).complete ? 1 : 0;
            });
    }
    QCOMPARE(answered.load(), 3 * clients);
    const uint64_t taken = gateway.peakResidentBytes() - before;
    const uint64_t allowed = allowedBytes(m_file.name());
    QVERIFY(allowed > 0);
    QVERIFY2(taken <= allowed, qPrintable(QStringLiteral("%1 of %2").arg(taken).arg(allowed)));
}

void BatchMemoryTest::clientsThatDoNotReadTakeNoMore() {
    Program gateway({QStringLiteral("run"), QStringLiteral("--config"), m_file.name()});
    const uint16_t port = gateway.port();
    QVERIFY2(port != 0, gateway.errors().constData());
    const uint64_t before = gateway.peakResidentBytes();
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i < clients; ++i) {
        waiting.push_back(std::make_unique<RawClient>(port));
        waiting.back()->limitBuffer();
        QVERIFY(waiting.back()->send(batchRequest(documentOf(8, item("/x1000")))));
    }
    for (const auto& client : waiting)
        QVERIFY(!client->readUntil("\r\n\r\n").empty());
    const uint64_t taken = gateway.peakResidentBytes() - before;
    QVERIFY2(taken <= allowedBytes(m_file.name()), qPrintable(QString::number(taken)));
}

QTEST_GUILESS_MAIN(BatchMemoryTest)
#include "batch_memory_test.moc"
