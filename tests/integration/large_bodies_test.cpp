#include <QtTest>

#include "support/body_flow.h"
#include "support/program.h"
#include "support/running_gateway.h"
#include "support/temporary_file.h"

using sluice::test::BodyFlow;
using sluice::test::gatewayTo;
using sluice::test::Program;
using sluice::test::TemporaryFile;

namespace {

constexpr uint64_t MiB = 1024 * 1024;
constexpr uint64_t bodyBytes = 2048 * MiB;
constexpr uint64_t memoryLimit = 64 * MiB;

}  // namespace

/// Bodies much larger than the memory that the program `sluice` may use.
class LargeBodiesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passesInLittleMemory_data();
    void passesInLittleMemory();
};

void LargeBodiesTest::passesInLittleMemory_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<bool>("upload");
    for (const char* transport : {"direct", "qt"}) {
        QTest::addRow("upload, %s", transport) << QByteArray(transport) << true;
        QTest::addRow("download, %s", transport) << QByteArray(transport) << false;
    }
}

void LargeBodiesTest::passesInLittleMemory() {
    QFETCH(QByteArray, transport);
    QFETCH(bool, upload);
    BodyFlow flow(bodyBytes, false);
    const std::string pool = "transport = \"" + transport.toStdString() + "\"";
    TemporaryFile file(gatewayTo(flow.serverPort(), "", pool));
    Program gateway({QStringLiteral("run"), QStringLiteral("--config"), file.name()});
    const uint16_t port = gateway.port();
    QVERIFY2(port != 0, gateway.errors().constData());

    const std::string problem = upload ? flow.upload(port) : flow.download(port);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY2(flow.held() < memoryLimit, qPrintable(QString::number(flow.held())));
    const uint64_t peak = gateway.peakResidentBytes();
    QVERIFY2(peak > 0 && peak < memoryLimit, qPrintable(QString::number(peak)));
}

QTEST_GUILESS_MAIN(LargeBodiesTest)
#include "large_bodies_test.moc"
