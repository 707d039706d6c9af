#include "event/buffer.h"

#include <QTest>
#include <cstring>
#include <string>

#include "metrics/memory_use.h"

using namespace sluice::event;
using sluice::metrics::MemoryUse;

class BufferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { BlockPool::countIn(nullptr); }

    void holdsMemoryOnlyWhileItHoldsBytes();
    void givesBackWhatItTook();
    void keepsWhatIsUnconsumed();
    void growsPastABlock();
    void takesALargeBlockAfterAFullOne();
};

namespace {

std::string textOf(size_t size) {
    std::string text(size, ' ');
    for (size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + i % 23);
    return text;
}

/// As a socket fills it: `text` into the room there is, or as much of it.
size_t fill(Buffer& buffer, std::string_view text) {
    const std::span<char> room = buffer.prepare();
    const size_t part = std::min(room.size(), text.size());
    std::memcpy(room.data(), text.data(), part);
    buffer.commit(part);
    return part;
}

}  // namespace

void BufferTest::holdsMemoryOnlyWhileItHoldsBytes() {
    MemoryUse use;
    BlockPool::countIn(&use);
    Buffer buffer;
    QVERIFY(buffer.empty());
    QCOMPARE(use.inUse.value(), 0);
    fill(buffer, "hello");
    QCOMPARE(use.inUse.value(), 1);
    QVERIFY(buffer.bytes() == "hello");
    buffer.consume(5);
    QVERIFY(buffer.empty());
    QCOMPARE(use.inUse.value(), 0);
    QCOMPARE(use.most.value(), 1);
}

void BufferTest::givesBackWhatItTook() {
    MemoryUse use;
    BlockPool::countIn(&use);
    {
        Buffer small, large;
        fill(small, "x");
        large.append(textOf(BlockPool::smallBytes + 1));
        QCOMPARE(use.inUse.value(), 2);
    }
    QCOMPARE(use.inUse.value(), 0);
    QCOMPARE(use.taken.value(), uint64_t(3));
}

void BufferTest::keepsWhatIsUnconsumed() {
    Buffer buffer;
    const std::string text = textOf(BlockPool::smallBytes);
    QCOMPARE(fill(buffer, text), text.size());
    buffer.consume(text.size() - 3);
    const std::string rest = text.substr(text.size() - 3);
    QVERIFY(buffer.bytes() == rest);
    // There is room again without a larger block: what was consumed is gone.
    QCOMPARE(buffer.prepare().size(), text.size() - 3);
    QCOMPARE(fill(buffer, "more"), size_t(4));
    QVERIFY(buffer.bytes() == rest + "more");
}

void BufferTest::growsPastABlock() {
    Buffer buffer;
    const std::string text = textOf(5 * BlockPool::largeBytes + 17);
    buffer.append(text);
    QVERIFY(buffer.bytes() == text);
    buffer.consume(100);
    buffer.append("end");
    QVERIFY(buffer.bytes() == text.substr(100) + "end");
}

void BufferTest::takesALargeBlockAfterAFullOne() {
    Buffer buffer;
    const std::string text = textOf(BlockPool::largeBytes);
    QCOMPARE(fill(buffer, text), BlockPool::smallBytes);
    buffer.consume(BlockPool::smallBytes);
    QCOMPARE(fill(buffer, text), BlockPool::largeBytes);
    buffer.consume(BlockPool::largeBytes);
    // What did not fill it tells that no more is coming.
    fill(buffer, "short");
    buffer.consume(5);
    QCOMPARE(buffer.prepare().size(), BlockPool::smallBytes);
    buffer.release();
}

QTEST_APPLESS_MAIN(BufferTest)
#include "buffer_test.moc"
