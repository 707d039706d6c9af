#include <QDir>
#include <QtTest>

#include "fuzz/entry.h"
#include "fuzz/mutator.h"
#include "fuzz/tokens.h"

namespace sluice::fuzz {

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<std::string> corpus() {
    std::vector<std::string> inputs;
    const QString target = QCoreApplication::applicationName().mid(qstrlen("fuzz_"));
    const QDir folder(QStringLiteral(FUZZ_FOLDER "/corpus/") + target);
    for (const QString& name : folder.entryList(QDir::Files, QDir::Name))
        inputs.push_back(contentOf(folder.filePath(name)).toStdString());
    return inputs;
}

/// What is wrong, with the input that shows it; nothing if all is well.
QByteArray violationBy(const std::string& input) {
    const std::string violation = check(input);
    if (violation.empty()) return {};
    return QByteArray::fromStdString(violation) + ": " +
           QByteArray::fromStdString(input).toPercentEncoding(" /:\"=[]{},");
}

}  // namespace

class MutationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsForTheCorpus();
    void holdsForMutations();
};

void MutationsTest::holdsForTheCorpus() {
    QVERIFY(corpus().size() >= 3);
    for (const std::string& input : corpus()) {
        const QByteArray violation = violationBy(input);
        QVERIFY2(violation.isEmpty(), violation.constData());
    }
}

void MutationsTest::holdsForMutations() {
    const auto tokens =
        readTokens(contentOf(QStringLiteral(FUZZ_FOLDER "/tokens.dict")).toStdString());
    QVERIFY(tokens.size() > 20);
    Mutator mutator(corpus(), tokens, 1);
    for (int left = mutations; left > 0; --left) {
        const QByteArray violation = violationBy(mutator.next());
        QVERIFY2(violation.isEmpty(), violation.constData());
    }
}

}  // namespace sluice::fuzz

QTEST_GUILESS_MAIN(sluice::fuzz::MutationsTest)
#include "mutations_test.moc"
