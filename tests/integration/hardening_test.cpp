#include <QtTest>

#include "support/program.h"

using namespace Qt::StringLiterals;

/// What the built programs are hardened with, as binutils sees it in them.
class HardeningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void has_data();
    void has();
    void hasNot_data();
    void hasNot();
};

namespace {

QString readelf(const QStringList& arguments) {
    QProcess process;
    process.start(u"readelf"_s, arguments);
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput());
}

/// The headers, segments, notes and imports of a program.
QString partsOf(const QString& program) {
    return readelf({u"--wide"_s, u"--file-header"_s, u"--program-headers"_s, u"--dynamic"_s,
                    u"--notes"_s, u"--dyn-syms"_s, program});
}

QList<std::pair<QString, QString>> programs() {
    return {{u"sluice"_s, sluice::test::Program::path()},
#ifdef DESKTOP_PROGRAM
            {u"sluice-desktop"_s, QStringLiteral(DESKTOP_PROGRAM)}
#endif
    };
}

/// A row for each of the programs.
void addRows(const QString& name, const QString& pattern) {
    for (const auto& [program, path] : programs())
        QTest::addRow("%s: %s", qPrintable(program), qPrintable(name)) << path << pattern;
}

void addColumns() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("pattern");
}

bool matches(const QString& path, const QString& pattern) {
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    return expression.match(partsOf(path)).hasMatch();
}

}  // namespace

void HardeningTest::has_data() {
    addColumns();
    addRows(u"position-independent"_s, u"^ *Type: +DYN "_s);
    addRows(u"a program, not a library"_s, u"\\(FLAGS_1\\).*\\bPIE\\b"_s);
    addRows(u"tables read-only once it runs"_s, u"^ *GNU_RELRO "_s);
    addRows(u"all functions found at the start"_s, u"\\(FLAGS_1\\).*\\bNOW\\b"_s);
    addRows(u"a stack that is not executable"_s, u"^ *GNU_STACK .* RW +0x"_s);
    addRows(u"stack protector"_s, u" UND __stack_chk_fail@"_s);
#ifdef __OPTIMIZE__
    addRows(u"functions that know their buffers' sizes"_s,
            u" UND __(mem|str|recv|read|snprintf|fprintf|printf|vsnprintf)\\w*_chk@"_s);
#endif
}

void HardeningTest::has() {
    QFETCH(const QString, path);
    QFETCH(const QString, pattern);
    QVERIFY2(matches(path, pattern), qPrintable(partsOf(path).left(8000)));
}

void HardeningTest::hasNot_data() {
    addColumns();
    addRows(u"code that may be changed"_s, u"^ *LOAD .* RWE "_s);
    addRows(u"relocations in code"_s, u"\\(TEXTREL\\)"_s);
}

void HardeningTest::hasNot() {
    QFETCH(const QString, path);
    QFETCH(const QString, pattern);
    QVERIFY(QFileInfo::exists(path));
    QVERIFY(!matches(path, pattern));
}

QTEST_APPLESS_MAIN(HardeningTest)
#include "hardening_test.moc"
