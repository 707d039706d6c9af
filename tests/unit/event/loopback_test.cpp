#include "event/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <QtTest>
#include <array>
#include <string>

using namespace sluice::event;

class LoopbackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsLoopback_data();
    void knowsLoopback();
    void sparesCongestionControlThere();
};

namespace {

sockaddr_storage addressOf(const std::string& text) {
    sockaddr_storage address{};
    auto& v4 = reinterpret_cast<sockaddr_in&>(address);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
    address.ss_family = AF_INET;
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) return address;
    address.ss_family = AF_INET6;
    ::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr);
    return address;
}

const sockaddr& generic(const sockaddr_storage& address) {
    return reinterpret_cast<const sockaddr&>(address);
}

std::string congestionControl(int fd) {
    std::array<char, 16> name{};
    socklen_t size = name.size() - 1;
    ::getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name.data(), &size);
    return name.data();
}

}  // namespace

void LoopbackTest::knowsLoopback_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("loopback");
    QTest::newRow("the usual one") << std::string("127.0.0.1") << true;
    QTest::newRow("another of 127.0.0.0/8") << std::string("127.255.0.3") << true;
    QTest::newRow("IPv6") << std::string("::1") << true;
    QTest::newRow("all addresses") << std::string("0.0.0.0") << false;
    QTest::newRow("a private one") << std::string("10.0.0.1") << false;
    QTest::newRow("beside 127.0.0.0/8") << std::string("128.0.0.1") << false;
    QTest::newRow("all of IPv6") << std::string("::") << false;
}

void LoopbackTest::knowsLoopback() {
    QFETCH(std::string, text);
    QTEST(isLoopback(generic(addressOf(text))), "loopback");
}

void LoopbackTest::sparesCongestionControlThere() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const std::string usual = congestionControl(fd);
    spareCongestionControl(fd, generic(addressOf("10.0.0.1")));
    QCOMPARE(congestionControl(fd), usual);
    spareCongestionControl(fd, generic(addressOf("127.0.0.1")));
    const std::string spared = congestionControl(fd);
    QVERIFY2(spared == "reno" || spared == usual, spared.c_str());  // a system may forbid it
    ::close(fd);
}

QTEST_APPLESS_MAIN(LoopbackTest)
#include "loopback_test.moc"
