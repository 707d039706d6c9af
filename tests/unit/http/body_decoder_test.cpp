#include "http/body_decoder.h"

#include <QtTest>
#include <string>

using namespace sluice::http;
using Kind = Framing::Kind;

class BodyDecoderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void completesWithoutBody();
    void handsOutViews();
    void leavesWhatFollows();
    void skipsChunkFraming();
    void knowsWhatIsReady_data();
    void knowsWhatIsReady();
    void knowsWhereTheStreamMayEnd();
    void boundsBodiesUntilClose();
};

void BodyDecoderTest::completesWithoutBody() {
    BodyDecoder decoder{ParserLimits()};
    for (const Framing& framing : {Framing{}, Framing{Kind::length, 0}}) {
        decoder.reset(framing);
        const auto step = decoder.advance("next");
        QVERIFY(step);
        QCOMPARE(step->kind, ParseStep::Kind::complete);
        QCOMPARE(step->consumed, size_t(0));
    }
}

void BodyDecoderTest::handsOutViews() {
    BodyDecoder decoder{ParserLimits()};
    decoder.reset({Kind::length, 5});
    const std::string bytes = "hel";
    const auto step = decoder.advance(bytes);
    QVERIFY(step);
    QCOMPARE(step->kind, ParseStep::Kind::body);
    QCOMPARE(step->body.data(), bytes.data());
    QCOMPARE(step->consumed, size_t(3));
    QCOMPARE(decoder.advance("")->kind, ParseStep::Kind::needMore);
}

void BodyDecoderTest::leavesWhatFollows() {
    BodyDecoder decoder{ParserLimits()};
    decoder.reset({Kind::length, 2});
    QCOMPARE(decoder.advance("hiGET")->consumed, size_t(2));
    QCOMPARE(decoder.advance("GET")->kind, ParseStep::Kind::complete);
}

void BodyDecoderTest::skipsChunkFraming() {
    BodyDecoder decoder{ParserLimits()};
    decoder.reset({Kind::chunked, 0});
    const std::string bytes = "2\r\nhi\r\n1\r\n!";
    const auto first = decoder.advance(bytes);
    QVERIFY(first && first->body == "hi" && first->consumed == 5);
    const auto second = decoder.advance(std::string_view(bytes).substr(5));
    QVERIFY(second && second->body == "!" && second->consumed == 6);
    const auto rest = decoder.advance("\r\n0\r\nX:");
    QVERIFY(rest && rest->kind == ParseStep::Kind::needMore && rest->consumed == 5);
    const auto last = decoder.advance("X: y\r\n\r\nGET");
    QVERIFY(last && last->kind == ParseStep::Kind::complete && last->consumed == 8);
    QVERIFY(decoder.trailers().find("X") == "y");
}

void BodyDecoderTest::knowsWhatIsReady_data() {
    QTest::addColumn<std::string>("rest");
    QTest::addColumn<bool>("ready");
    const auto row = [](const char* name, const char* rest, bool ready) {
        QTest::newRow(name) << std::string(rest) << ready;
    };
    row("nothing", "", false);
    row("half the end of the chunk", "\r", false);
    row("the end of the chunk", "\r\n", false);
    row("half a chunk line", "\r\n1\r", false);
    row("a chunk line", "\r\n1;x=y\r\n", false);
    row("data", "\r\n2\r\na", true);
    row("the last chunk's line", "\r\n0\r\n", false);
    row("half the empty line", "\r\n0\r\n\r", false);
    row("the end", "\r\n0\r\n\r\n", true);
    row("half a trailer", "\r\n0\r\nX: 1\r\n", false);
    row("trailers", "\r\n0\r\nX: 1\r\nY: 2\r\n\r\n", true);
    row("a bad line", "\r\n-\r\n", true);
}

/// After the data of a chunk, with `rest` behind it. It tells what advance() then does.
void BodyDecoderTest::knowsWhatIsReady() {
    QFETCH(std::string, rest);
    BodyDecoder decoder{ParserLimits()};
    decoder.reset({Kind::chunked, 0});
    QVERIFY(decoder.advance("2\r\nhi")->kind == ParseStep::Kind::body);
    QTEST(decoder.ready(rest), "ready");
    const auto step = decoder.advance(rest);
    QTEST(!step || step->kind != ParseStep::Kind::needMore, "ready");
    QFETCH(bool, ready);
    if (!ready) QVERIFY(!decoder.ready(std::string_view(rest).substr(step->consumed)));
}

void BodyDecoderTest::knowsWhereTheStreamMayEnd() {
    BodyDecoder decoder{ParserLimits()};
    decoder.reset({Kind::untilClose, 0});
    QVERIFY(decoder.mayEnd());
    decoder.reset({Kind::length, 2});
    QVERIFY(!decoder.mayEnd());
    QVERIFY(decoder.advance("hi"));
    QVERIFY(decoder.mayEnd());
    decoder.reset({Kind::chunked, 0});
    QVERIFY(!decoder.mayEnd());
    QVERIFY(decoder.advance("0\r\n\r\n"));
    QVERIFY(decoder.mayEnd());
}

void BodyDecoderTest::boundsBodiesUntilClose() {
    BodyDecoder decoder{ParserLimits{.bodyBytes = 5}};
    decoder.reset({Kind::untilClose, 0});
    QVERIFY(decoder.advance("hello"));
    const auto step = decoder.advance("!");
    QVERIFY(!step);
    QCOMPARE(step.error().status, 413);
}

QTEST_APPLESS_MAIN(BodyDecoderTest)
#include "body_decoder_test.moc"
