#include <QtTest>

#include "support/body_flow.h"
#include "support/running_gateway.h"

using sluice::test::BodyFlow;
using sluice::test::gatewayTo;
using sluice::test::RunningGateway;

namespace {

constexpr uint64_t MiB = 1024 * 1024;
constexpr uint64_t bodyBytes = 96 * MiB;

}  // namespace

/// A reader that holds still holds the writer at the other end of the gateway up.
class BackPressureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reachesTheWriter_data();
    void reachesTheWriter();
};

void BackPressureTest::reachesTheWriter_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<bool>("upload");
    QTest::addColumn<bool>("chunked");
    for (const char* transport : {"direct", "qt"}) {
        for (const bool upload : {true, false}) {
            for (const bool chunked : {false, true}) {
                // Qt sends no chunks: the whole is gathered first, up to 8 MiB.
                if (upload && chunked && qstrcmp(transport, "qt") == 0) continue;
                QTest::addRow("%s, %s, %s", upload ? "upload" : "download",
                              chunked ? "chunked" : "length", transport)
                    << QByteArray(transport) << upload << chunked;
            }
        }
    }
}

void BackPressureTest::reachesTheWriter() {
    QFETCH(QByteArray, transport);
    QFETCH(bool, upload);
    QFETCH(bool, chunked);
    BodyFlow flow(bodyBytes, chunked);
    RunningGateway gateway(
        gatewayTo(flow.serverPort(), "", "transport = \"" + transport.toStdString() + "\""));
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    const std::string problem = upload ? flow.upload(port) : flow.download(port);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY2(flow.held() < bodyBytes / 2, qPrintable(QString::number(flow.held())));
}

QTEST_GUILESS_MAIN(BackPressureTest)
#include "back_pressure_test.moc"
