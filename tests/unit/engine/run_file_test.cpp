#include "engine/run_file.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using sluice::engine::RunFile;

/// Where the user's other programs find the gateways that run.
class RunFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsOfWhatRuns();
    void forgetsWhatIsDead();
    void takesNothingFromAFolderOfOthers();

private:
    QDir folder() const { return QDir(m_runtime->filePath(QStringLiteral("sluice"))); }

    std::unique_ptr<QTemporaryDir> m_runtime;
};

namespace {

const RunFile::Contents one{"http://127.0.0.1:1", "http://127.0.0.1:2", "/etc/one.toml"};
const RunFile::Contents other{"http://127.0.0.1:3", "", ""};

bool tells(const RunFile::Contents& contents) {
    const auto all = RunFile::readAll();
    return std::find(all.begin(), all.end(), contents) != all.end();
}

}  // namespace

void RunFileTest::init() {
    m_runtime = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_runtime->path().toUtf8());
}

void RunFileTest::tellsOfWhatRuns() {
    RunFile first;
    first.tell(one);
    QVERIFY(tells(one));
    {
        RunFile second;
        second.tell(other);
        QVERIFY(tells(one) && tells(other));
        QCOMPARE(folder().entryList(QDir::Files).size(), 2);
    }
    QVERIFY(tells(one) && !tells(other));
    first.tell(other);
    QVERIFY(!tells(one) && tells(other));
    first.remove();
    QVERIFY(!tells(other));
    QVERIFY(folder().entryList(QDir::Files).isEmpty());
    first.tell(one);
    QVERIFY(tells(one));
}

/// Nobody holds the lock of its file.
void RunFileTest::forgetsWhatIsDead() {
    RunFile alive;
    alive.tell(one);
    const QString name = folder().entryList(QDir::Files).value(0);
    const QString dead = folder().filePath(QStringLiteral("1-1.json"));
    QVERIFY(QFile::copy(folder().filePath(name), dead));
    alive.tell(other);
    QVERIFY(!tells(one) && tells(other));
    QVERIFY(!QFile::exists(dead));
    QCOMPARE(folder().entryList(QDir::Files), QStringList{name});
}

void RunFileTest::takesNothingFromAFolderOfOthers() {
    QVERIFY(QDir(m_runtime->path()).mkdir(QStringLiteral("sluice")));
    QVERIFY(QFile::setPermissions(folder().path(), QFile::ReadOwner | QFile::WriteOwner |
                                                       QFile::ExeOwner | QFile::WriteOther |
                                                       QFile::ExeOther));
    RunFile file;
    file.tell(one);
    QVERIFY(!tells(one));
    QVERIFY(folder().entryList(QDir::Files).isEmpty());
}

QTEST_APPLESS_MAIN(RunFileTest)
#include "run_file_test.moc"
