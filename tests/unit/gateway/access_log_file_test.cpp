#include "gateway/access_log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <thread>
#include <vector>

using sluice::gateway::AccessLogFile;

class AccessLogFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void appendsToWhatIsThere();
    void keepsTheLinesOfThreadsWhole();
    void neverWaitsForAReader();
    void saysWhyAFileCannotBeWritten();

private:
    std::string path() const { return m_folder->filePath(QStringLiteral("a.log")).toStdString(); }
    QByteArray text() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void AccessLogFileTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

QByteArray AccessLogFileTest::text() const {
    QFile file(QString::fromStdString(path()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void AccessLogFileTest::appendsToWhatIsThere() {
    for (const char* line : {"first\n", "second\n"}) {
        const auto file = AccessLogFile::open(path());
        QVERIFY(file);
        (*file)->append(line);
        (*file)->finish();
    }
    QCOMPARE(text(), QByteArray("first\nsecond\n"));
}

void AccessLogFileTest::keepsTheLinesOfThreadsWhole() {
    constexpr int threads = 4;
    constexpr int batches = 50;
    const auto file = AccessLogFile::open(path());
    QVERIFY(file);
    std::vector<std::thread> writers;
    for (int i = 0; i < threads; ++i) {
        writers.emplace_back([&, line = std::string(99, static_cast<char>('a' + i)) + "\n"] {
            std::string lines;
            for (int n = 0; n < 100; ++n)
                lines += line;
            for (int n = 0; n < batches; ++n)
                (*file)->append(lines);
        });
    }
    for (std::thread& writer : writers)
        writer.join();
    (*file)->finish();
    QCOMPARE((*file)->dropped(), uint64_t(0));
    const auto lines = text().split('\n');
    QCOMPARE(lines.size(), threads * batches * 100 + 1);
    for (const QByteArray& line : lines)
        QVERIFY(line.isEmpty() || line == QByteArray(99, line.front()));
}

void AccessLogFileTest::neverWaitsForAReader() {
    QCOMPARE(::mkfifo(path().c_str(), S_IRUSR | S_IWUSR), 0);
    const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    QVERIFY(reader >= 0);
    const auto file = AccessLogFile::open(path());
    QVERIFY(file);
    const std::string lines = std::string(1023, 'x') + "\n";
    uint64_t appended = 0;
    for (size_t bytes = 0; bytes < 2 * AccessLogFile::mostWaitingBytes; bytes += lines.size()) {
        (*file)->append(lines);
        ++appended;
    }
    QVERIFY((*file)->dropped() > 0);
    (*file)->finish();
    uint64_t bytes = 0;
    std::array<char, 65536> some{};
    for (ssize_t n = 0; (n = ::read(reader, some.data(), some.size())) > 0;)
        bytes += static_cast<uint64_t>(n);
    ::close(reader);
    QVERIFY(bytes > 0);
    // The line that the pipe broke counts as dropped.
    QCOMPARE(bytes / lines.size() + (*file)->dropped(), appended);
}

void AccessLogFileTest::saysWhyAFileCannotBeWritten() {
    const std::string missing = path() + "/no/such.log";
    const auto opened = AccessLogFile::open(missing);
    QVERIFY(!opened);
    QVERIFY(opened.error().message.find(missing) != std::string::npos);
    QVERIFY(opened.error().message.find("No such file") != std::string::npos);
}

QTEST_APPLESS_MAIN(AccessLogFileTest)
#include "access_log_file_test.moc"
