#include "gateway/request_id.h"

#include <QTest>
#include <algorithm>
#include <set>
#include <string>

using namespace sluice;
using gateway::RequestId;

class RequestIdTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheClients();
    void replacesWhatIsNotSane_data();
    void replacesWhatIsNotSane();
    void isNeverTheSame();
};

namespace {

http::HeaderMap naming(const std::string& id) {
    http::HeaderMap fields;
    fields.add("X-Request-Id", id);
    return fields;
}

bool isMade(std::string_view text) {
    return text.size() == 32 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

void RequestIdTest::keepsTheClients() {
    for (const std::string& id :
         {std::string("a"), std::string("A-b_c.1/2"), std::string(128, 'x')})
        QVERIFY(RequestId(naming(id)).text() == id);
}

void RequestIdTest::replacesWhatIsNotSane_data() {
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("white space") << QByteArray("a b");
    QTest::newRow("control character") << QByteArray("a\tb");
    QTest::newRow("not ASCII") << QByteArray("\xc3\xa4");
    QTest::newRow("too long") << QByteArray(129, 'x');
}

void RequestIdTest::replacesWhatIsNotSane() {
    QFETCH(QByteArray, id);
    QVERIFY(isMade(RequestId(naming(id.toStdString())).text()));
}

void RequestIdTest::isNeverTheSame() {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const RequestId id{http::HeaderMap()};
        QVERIFY(isMade(id.text()));
        seen.emplace(id.text());
    }
    QCOMPARE(seen.size(), size_t(1000));
}

QTEST_APPLESS_MAIN(RequestIdTest)
#include "request_id_test.moc"
