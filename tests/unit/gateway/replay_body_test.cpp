#include "gateway/replay_body.h"

#include <QTest>
#include <deque>

using namespace sluice;
using gateway::ReplayBody;

namespace {

class Pieces final : public upstream::BodySource {
public:
    explicit Pieces(std::deque<std::string> pieces, bool broken = false)
        : m_pieces(std::move(pieces)), m_broken(broken) {}
    event::Task<upstream::Outcome<std::string_view>> next() override {
        ++reads;
        if (m_pieces.empty() && m_broken) {
            co_return upstream::failed(upstream::Blame::client, upstream::Failure::Kind::clientBody,
                                       "cut short");
        }
        m_current = m_pieces.empty() ? std::string() : m_pieces.front();
        if (!m_pieces.empty()) m_pieces.pop_front();
        co_return std::string_view(m_current);
    }
    const http::HeaderMap& trailers() const override { return m_trailers; }

    int reads = 0;

private:
    std::deque<std::string> m_pieces;
    bool m_broken;
    std::string m_current;
    http::HeaderMap m_trailers;
};

/// The next piece, or "!" for a failure.
std::string next(ReplayBody& body) {
    auto task = body.next();
    task.start();
    if (!task.done()) return "never";
    const auto piece = task.result();
    return piece ? std::string(*piece) : "!";
}

}  // namespace

class ReplayBodyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passesTheBodyOn();
    void givesItAgainFromTheBeginning();
    void goesOnWhereTheFirstTryHadStopped();
    void letsGoOfWhatIsTooLong();
    void canAlwaysRewindWhatWasNotRead();
    void cannotRewindABrokenBody();
};

void ReplayBodyTest::passesTheBodyOn() {
    Pieces source({"ab", "c"});
    ReplayBody body(source, 100);
    QCOMPARE(next(body), std::string("ab"));
    QCOMPARE(next(body), std::string("c"));
    QCOMPARE(next(body), std::string());
    QCOMPARE(next(body), std::string());
    QCOMPARE(source.reads, 3);
}

void ReplayBodyTest::givesItAgainFromTheBeginning() {
    Pieces source({"ab", "c"});
    ReplayBody body(source, 3);
    while (!next(body).empty()) {
    }
    QVERIFY(body.canRewind());
    body.rewind();
    QCOMPARE(next(body), std::string("abc"));
    QCOMPARE(next(body), std::string());
    QCOMPARE(source.reads, 3);
}

void ReplayBodyTest::goesOnWhereTheFirstTryHadStopped() {
    Pieces source({"ab", "c"});
    ReplayBody body(source, 100);
    QCOMPARE(next(body), std::string("ab"));
    body.rewind();
    QCOMPARE(next(body), std::string("ab"));
    QCOMPARE(next(body), std::string("c"));
    body.rewind();
    QCOMPARE(next(body), std::string("abc"));
    QCOMPARE(next(body), std::string());
}

void ReplayBodyTest::letsGoOfWhatIsTooLong() {
    Pieces source({"ab", "cd", "e"});
    ReplayBody body(source, 3);
    QCOMPARE(next(body), std::string("ab"));
    QVERIFY(body.canRewind());
    QCOMPARE(next(body), std::string("cd"));
    QVERIFY(!body.canRewind());
    QCOMPARE(next(body), std::string("e"));
    QCOMPARE(next(body), std::string());
    QVERIFY(!body.canRewind());
}

void ReplayBodyTest::canAlwaysRewindWhatWasNotRead() {
    Pieces source({"ab"});
    ReplayBody body(source, 0);
    QVERIFY(body.canRewind());
    QCOMPARE(next(body), std::string("ab"));
    QVERIFY(!body.canRewind());
}

void ReplayBodyTest::cannotRewindABrokenBody() {
    Pieces source({"ab"}, true);
    ReplayBody body(source, 100);
    QCOMPARE(next(body), std::string("ab"));
    QCOMPARE(next(body), std::string("!"));
    QVERIFY(!body.canRewind());
}

QTEST_APPLESS_MAIN(ReplayBodyTest)
#include "replay_body_test.moc"
