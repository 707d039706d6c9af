#include <unistd.h>

#include <QtTest>

#include "config/editor.h"

using namespace sluice;
using namespace sluice::config;

namespace {

void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("cannot write");
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

/// Without the rights of the superuser, for whom no folder is read-only.
class AsNobody {
public:
    AsNobody() : m_user(geteuid()) {
        if (m_user == 0 && seteuid(65534) != 0) qFatal("cannot change the user");
    }
    ~AsNobody() {
        if (m_user == 0 && seteuid(0) != 0) qFatal("cannot change the user back");
    }

private:
    uid_t m_user;
};

}  // namespace

class ReplaceFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void replaces();
    void createsWhatIsMissing();
    void keepsTheMode();
    void followsALink();
    void failsInAReadOnlyFolder();
    void failsForAFolder();

private:
    std::string at(const char* name) const {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }
    QStringList entries() const {
        return QDir(m_folder->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

void ReplaceFileTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("a.toml"));
    write(m_file, "old, and longer than what comes");
}

void ReplaceFileTest::cleanup() {
    m_folder.reset();
}

void ReplaceFileTest::replaces() {
    QVERIFY(replaceFile(at("a.toml"), std::string_view("new\r\n\0ü", 8)));
    QCOMPARE(read(m_file), QByteArray("new\r\n\0ü", 8));
    QCOMPARE(entries(), QStringList{QStringLiteral("a.toml")});
}

void ReplaceFileTest::createsWhatIsMissing() {
    QVERIFY(replaceFile(at("b.toml"), "new"));
    QCOMPARE(read(m_folder->filePath(QStringLiteral("b.toml"))), QByteArray("new"));
}

void ReplaceFileTest::keepsTheMode() {
    const auto mode = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup;
    QVERIFY(QFile::setPermissions(m_file, mode));
    QVERIFY(replaceFile(at("a.toml"), "new"));
    const auto mask = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup |
                      QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther |
                      QFile::ExeOther;
    QCOMPARE(QFile::permissions(m_file) & mask, mode);
}

void ReplaceFileTest::followsALink() {
    const QString link = m_folder->filePath(QStringLiteral("link.toml"));
    QVERIFY(QFile::link(QStringLiteral("a.toml"), link));
    QVERIFY(replaceFile(link.toStdString(), "new"));
    QVERIFY(QFileInfo(link).isSymLink());
    QCOMPARE(read(m_file), QByteArray("new"));
    QCOMPARE(entries().size(), 2);
}

void ReplaceFileTest::failsInAReadOnlyFolder() {
    QVERIFY(QFile::setPermissions(
        m_file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther | QFile::WriteOther));
    QVERIFY(QFile::setPermissions(
        m_folder->path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
    Result<> result;
    {
        const AsNobody nobody;
        result = replaceFile(at("a.toml"), "new");
    }
    QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY(!result);
    QVERIFY2(result.error().message.find("a.toml cannot be written: ") != std::string::npos,
             result.error().message.c_str());
    QCOMPARE(read(m_file), QByteArray("old, and longer than what comes"));
    QCOMPARE(entries(), QStringList{QStringLiteral("a.toml")});
}

void ReplaceFileTest::failsForAFolder() {
    QVERIFY(!replaceFile(m_folder->path().toStdString(), "new"));
    QVERIFY(!replaceFile(at("missing/b.toml"), "new"));
    QCOMPARE(entries(), QStringList{QStringLiteral("a.toml")});
}

QTEST_GUILESS_MAIN(ReplaceFileTest)
#include "replace_file_test.moc"
