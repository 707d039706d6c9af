#include <QtTest>
#include <random>
#include <string>
#include <vector>

#include "fuzz/http_parser_entry.h"

using sluice::http::checkHttpParser;

namespace {

const std::vector<std::string> kRequests = {
    "GET /a?b=c HTTP/1.1\r\nHost: a.b:80\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;x=\"y\"\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\nAge: 1\r\n\r\n",
    "GET http://b/x HTTP/1.0\r\nConnection: close\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n\r\nGET / HTTP/1.2\r\nHost: b\r\n\r\n"};

const std::vector<std::string> kResponses = {
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: x\r\n\r\nhi",
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
    "HTTP/1.0 200 \r\nConnection: keep-alive\r\n\r\nuntil the end",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: \"x\"\r\n\r\n"};

/// What tends to matter to a parser of HTTP.
const std::vector<std::string> kTokens = {"\r",
                                          "\n",
                                          "\r\n",
                                          "\r\n\r\n",
                                          std::string(1, '\0'),
                                          " ",
                                          "\t",
                                          ":",
                                          ",",
                                          ";",
                                          "%00",
                                          "#",
                                          "\x7f",
                                          "\xff",
                                          "0",
                                          "ffffffffffffffff",
                                          "HTTP/1.1",
                                          "HTTP/2.0",
                                          "chunked",
                                          "gzip, ",
                                          "-1",
                                          "\r\n ",
                                          "http://u@h:1/",
                                          "*",
                                          "Transfer-Encoding: chunked\r\n",
                                          "Host: b\r\n",
                                          "Content-Length: 3\r\n",
                                          "Connection: close\r\n"};

class Mutator {
public:
    explicit Mutator(unsigned seed) : m_random(seed) {}

    std::string next() {
        const unsigned choice = below(8);
        const auto& corpus = (choice & 2) == 0 ? kRequests : kResponses;
        std::string bytes = pick(corpus);
        if (below(4) == 0) bytes += pick(corpus);
        for (size_t count = below(5); count > 0; --count)
            mutate(bytes);
        return std::string{static_cast<char>(choice), static_cast<char>(below(256))} + bytes;
    }

private:
    unsigned below(size_t bound) { return static_cast<unsigned>(m_random() % bound); }
    const std::string& pick(const std::vector<std::string>& from) {
        return from[below(from.size())];
    }

    void mutate(std::string& bytes) {
        const size_t at = below(bytes.size() + 1);
        switch (below(6)) {
            case 0:
                bytes.insert(at, pick(kTokens));
                break;
            case 1:
                bytes.erase(at, 1 + below(4));
                break;
            case 2:
                bytes.resize(at);
                break;
            case 3:
                bytes.insert(at, bytes.substr(below(bytes.size() + 1), below(40)));
                break;
            case 4:
                bytes.insert(at, below(400), 'x');
                break;
            default:
                if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
        }
    }

    std::mt19937 m_random;
};

}  // namespace

class HttpParserFuzzTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsForMutations_data();
    void holdsForMutations();
};

void HttpParserFuzzTest::holdsForMutations_data() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 10; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void HttpParserFuzzTest::holdsForMutations() {
    QFETCH(unsigned, seed);
    constexpr int kInputs = 1000;
    Mutator mutator(seed);
    for (int i = 0; i < kInputs; ++i) {
        const std::string input = mutator.next();
        const std::string violation = checkHttpParser(input);
        const QByteArray bytes(input.data(), static_cast<qsizetype>(input.size()));
        QVERIFY2(violation.empty(),
                 (QByteArray::fromStdString(violation) + ": " + bytes.toPercentEncoding(" /:"))
                     .constData());
    }
}

QTEST_APPLESS_MAIN(HttpParserFuzzTest)
#include "http_parser_test.moc"
