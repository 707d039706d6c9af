#include "gateway/access_log.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

#include "unit/event/epoll_main.h"

using namespace sluice;
using gateway::AccessEntry;
using gateway::AccessLog;
using gateway::AccessLogFile;

class AccessLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesOneLineForEachRequest();
    void marksWhatIsMissing();
    void gathersLinesAndFlushesInTime();
    void flushesWhatFillsTheBuffer();
    void flushesIntoTheOldFileWhenItIsReplaced();
    void isSilentWithoutAFile();

private:
    QString read(const QString& name = QStringLiteral("access.log")) const;
    std::shared_ptr<AccessLogFile> open(const QString& name = QStringLiteral("access.log")) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

AccessEntry entry() {
    return {.peer = "192.0.2.1",
            .method = "GET",
            .path = "/a/b",
            .status = 200,
            .bytesOut = 1234,
            .elapsed = std::chrono::microseconds(1500),
            .route = "shop",
            .server = "s1",
            .requestId = "id-1"};
}

}  // namespace

void AccessLogTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

QString AccessLogTest::read(const QString& name) const {
    QFile file(m_folder->filePath(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::shared_ptr<AccessLogFile> AccessLogTest::open(const QString& name) const {
    return AccessLogFile::open(m_folder->filePath(name).toStdString()).value_or(nullptr);
}

void AccessLogTest::writesOneLineForEachRequest() {
    {
        AccessLog log;
        log.setFile(open());
        QVERIFY(log.enabled());
        log.write(entry());
    }
    static const QRegularExpression line(
        QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z 192\\.0\\.2\\.1 GET "
                       "/a/b 200 1234 1\\.500ms shop s1 id-1\n$"));
    QTRY_VERIFY2(line.match(read()).hasMatch(), qPrintable(read()));
}

void AccessLogTest::marksWhatIsMissing() {
    AccessEntry unrouted = entry();
    unrouted.route = unrouted.server = unrouted.requestId = {};
    {
        AccessLog log;
        log.setFile(open());
        log.write(unrouted);
    }
    QTRY_VERIFY2(read().endsWith(QStringLiteral("ms - - -\n")), qPrintable(read()));
}

void AccessLogTest::gathersLinesAndFlushesInTime() {
    AccessLog log;
    log.setFile(open());
    log.write(entry());
    log.write(entry());
    QCOMPARE(read(), QString());
    QTRY_COMPARE(read().count(u'\n'), 2);
    log.write(entry());
    QTRY_COMPARE(read().count(u'\n'), 3);
}

void AccessLogTest::flushesWhatFillsTheBuffer() {
    AccessLog log;
    log.setFile(open());
    const std::string path = "/" + std::string(1000, 'x');
    AccessEntry large = entry();
    large.path = path;
    for (int i = 0; i < 33; ++i)
        log.write(large);
    QTRY_VERIFY(read().size() >= 32 * 1024 && read().endsWith(u'\n'));
}

void AccessLogTest::flushesIntoTheOldFileWhenItIsReplaced() {
    AccessLog log;
    log.setFile(open());
    log.write(entry());
    log.setFile(open(QStringLiteral("other.log")));
    QTRY_COMPARE(read().count(u'\n'), 1);
    log.write(entry());
    log.setFile(nullptr);
    QTRY_COMPARE(read(QStringLiteral("other.log")).count(u'\n'), 1);
    QCOMPARE(read().count(u'\n'), 1);
}

void AccessLogTest::isSilentWithoutAFile() {
    AccessLog log;
    QVERIFY(!log.enabled());
    log.write(entry());
    log.setFile(open());
    log.setFile(nullptr);
    QCOMPARE(read(), QString());
}

EPOLL_TEST_MAIN(AccessLogTest)
#include "access_log_test.moc"
