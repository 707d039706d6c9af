#include "gateway/websocket_frames.h"

#include <QtTest>

using sluice::gateway::goingAway;
using sluice::gateway::WebSocketFrames;
using namespace std::string_literals;

/// Where frames end, in pieces of any size.
class WebSocketFramesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheEnds_data();
    void findsTheEnds();
    void knowsAClose();
    void saysGoingAway();
};

namespace {

/// A frame's header for so many bytes, masked as those of clients.
std::string header(uint64_t size, bool masked, char first = '\x82') {
    const char mask = masked ? '\x80' : '\0';
    std::string text{first};
    const int more = size < 126 ? 0 : size < 65536 ? 2 : 8;
    text += static_cast<char>(mask | static_cast<char>(more == 0 ? size : more == 2 ? 126 : 127));
    for (int i = more - 1; i >= 0; --i)
        text += static_cast<char>(size >> (8 * i));
    return masked ? text + "mask" : text;
}

}  // namespace

void WebSocketFramesTest::findsTheEnds_data() {
    QTest::addColumn<size_t>("piece");
    for (const size_t piece : {1, 2, 3, 7, 64, 1000, 1'000'000})
        QTest::addRow("%zu", piece) << piece;
}

void WebSocketFramesTest::findsTheEnds() {
    QFETCH(size_t, piece);
    std::string stream;
    std::vector<size_t> ends;
    for (const bool masked : {false, true}) {
        for (const uint64_t size : {0, 1, 125, 126, 127, 65535, 65536, 70000}) {
            stream += header(size, masked) + std::string(size, '\xff');
            ends.push_back(stream.size());
        }
    }
    WebSocketFrames frames;
    std::vector<size_t> found;
    for (size_t at = 0; at < stream.size();) {
        at += frames.next(std::string_view(stream).substr(at, piece));
        if (frames.betweenFrames()) found.push_back(at);
    }
    QVERIFY(found == ends);
    frames.pass(stream);
    QVERIFY(frames.betweenFrames());
    frames.pass(std::string_view(stream).substr(0, stream.size() - 1));
    QVERIFY(!frames.betweenFrames() && !frames.closed());
}

void WebSocketFramesTest::knowsAClose() {
    WebSocketFrames frames;
    frames.pass(header(2, true, '\x89') + "hi" + header(0, true, '\x01'));
    QVERIFY(!frames.closed());
    frames.pass(header(2, true, '\x88'));
    QVERIFY(frames.closed() && !frames.betweenFrames());
}

void WebSocketFramesTest::saysGoingAway() {
    QVERIFY(goingAway(false) == "\x88\x02\x03\xe9"s);
    std::string masked = goingAway(true);
    QCOMPARE(masked.size(), size_t{8});
    QVERIFY(masked.starts_with("\x88\x82"s));
    QCOMPARE(masked[6] ^ masked[2], 0x03);
    QCOMPARE(static_cast<unsigned char>(masked[7] ^ masked[3]), 0xe9);
    QVERIFY(goingAway(true) != masked);
}

QTEST_APPLESS_MAIN(WebSocketFramesTest)
#include "websocket_frames_test.moc"
