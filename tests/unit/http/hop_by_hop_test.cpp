#include "http/hop_by_hop.h"

#include <QtTest>

using namespace sluice::http;

class HopByHopTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsFieldsOfOneConnection_data();
    void knowsFieldsOfOneConnection();
    void hearsConnection();
    void keepsWhatIsForAllRecipients_data();
    void keepsWhatIsForAllRecipients();
};

void HopByHopTest::knowsFieldsOfOneConnection_data() {
    QTest::addColumn<bool>("known");
    for (const char* name : {"connection", "Keep-Alive", "Proxy-Connection", "TE",
                             "Transfer-Encoding", "UPGRADE", "http2-settings"})
        QTest::newRow(name) << true;
    for (const char* name : {"", "Trailer", "Host", "T", "Upgrades", "X-Connection"})
        QTest::newRow(name) << false;
}

void HopByHopTest::knowsFieldsOfOneConnection() {
    QTEST(hopByHopFields.contains(QTest::currentDataTag()), "known");
}

void HopByHopTest::hearsConnection() {
    HeaderMap fields;
    fields.add("Connection", "close, X-One,, x-two");
    fields.add("connection", "X-Three");
    const ConnectionOptions options(fields);
    for (const char* name : {"x-one", "X-Two", "X-THREE"})
        QVERIFY2(options.name(name), name);
    for (const char* name : {"X-Four", "X", "close", ""})
        QVERIFY2(!options.name(name), name);
    QVERIFY(!ConnectionOptions(HeaderMap()).name("X-One"));
}

void HopByHopTest::keepsWhatIsForAllRecipients_data() {
    QTest::addColumn<bool>("named");
    for (const char* name : {"Host", "content-length", "Cookie", "Authorization", "Cache-Control",
                             "Content-Type", "Set-Cookie", "Vary"})
        QTest::newRow(name) << false;
    QTest::newRow("X-Other") << true;
}

void HopByHopTest::keepsWhatIsForAllRecipients() {
    HeaderMap fields;
    fields.add("Connection", std::string("X-Own, ") + QTest::currentDataTag());
    QTEST(ConnectionOptions(fields).name(QTest::currentDataTag()), "named");
}

QTEST_APPLESS_MAIN(HopByHopTest)
#include "hop_by_hop_test.moc"
