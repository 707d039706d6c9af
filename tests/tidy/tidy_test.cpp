#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "document_rules.h"
#include "file_rules.h"
#include "include_rules.h"
#include "layout_rules.h"

namespace sluice::tidy {

/// The rules hold for Sluice itself, and each rule notices a tree that breaks it.
class TidyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sluiceItself();
    void soundTree();
    void brokenTree_data();
    void brokenTree();
    void missingTopLevel();
};

namespace {

Findings check(const QString& root) {
    const SourceTree tree = readSourceTree(root);
    return checkIncludes(tree) + checkFiles(tree) + checkLayout(tree) + checkDocuments(tree);
}

void write(const QTemporaryDir& root, const QString& path, const QByteArray& content) {
    const QString target = root.filePath(path);
    QVERIFY(QFileInfo(target).dir().mkpath(QStringLiteral(".")));
    QFile file(target);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

/// A project in miniature that keeps every rule.
void writeSoundTree(const QTemporaryDir& root) {
    const std::pair<const char*, const char*> files[] = {
        {"CMakeLists.txt", ""},
        {"CMakePresets.json", "{}"},
        {"README.md", ""},
        {"build/generated.h", "using namespace std;\n"},
        {".ci/run", ""},
        {"app/cli/CMakeLists.txt", "target_link_libraries(sluice PRIVATE sluice_engine)\n"},
        {"app/desktop/main.cpp", "#include <QGuiApplication>\n#include \"engine/engine.h\"\n"},
        {"app/desktop/CMakeLists.txt", "target_link_libraries(desktop PRIVATE Qt6::Quick)\n"},
        {"core/base/clock.h", "#pragma once\n\n#include <chrono>\n"},
        {"core/cache/redis/client.h", "#pragma once\n#include <hiredis/hiredis.h>\n"},
        {"core/http/parser.cpp", "#include <QString>\n#include \"base/clock.h\"\n"},
        {"core/http/wire.cpp", "#include <QTimer>\n#include \"http/a.h\"\n#include \"wire.moc\"\n"},
        {"findings/README.md", ""},
        {"packaging/run", ""},
        {"qml/Sluice/Theme.qml", "Item {}\n"},
        {"qml/Sluice/sparkline.h", "#pragma once\n"},
        {"resources/logo.png", ""},
        {"tests/unit/http/parser_test.cpp",
         "using namespace std::chrono_literals;\nvoid ParserTest::reads() {}\n"},
        {"core/README.md", "Shown by `reads` in `tests/unit/http/parser_test.cpp`.\n"},
    };
    for (const auto& [path, content] : files)
        write(root, QString::fromLatin1(path), content);
}

}  // namespace

void TidyTest::sluiceItself() {
    const QString root = QStringLiteral(SLUICE_SOURCE_DIR);
    QVERIFY2(readSourceTree(root).files.size() > 50, "the project's own files were not found");
    const Findings findings = check(root);
    QVERIFY2(findings.isEmpty(), qPrintable(u'\n' + findings.join(u'\n')));
}

void TidyTest::soundTree() {
    QTemporaryDir root;
    writeSoundTree(root);
    QCOMPARE(check(root.path()), Findings());
}

void TidyTest::brokenTree_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* path, QByteArray content, const char* text) {
        QTest::newRow(name) << QString::fromLatin1(path) << content << QString::fromLatin1(text);
    };

    row("include upwards", "core/base/a.h", "#pragma once\n#include \"http/request.h\"\n",
        "core/base/a.h:2: base must not include http");
    row("include sideways", "core/http/a.cpp", "#include \"event/task.h\"\n",
        "core/http/a.cpp:1: http must not include event");
    row("include of the engine", "core/gateway/a.h",
        "#pragma once\n# include \"engine/engine.h\"\n",
        "core/gateway/a.h:2: gateway must not include engine");
    row("a folder nobody knows", "core/misc/a.h", "#pragma once\n#include \"base/clock.h\"\n",
        "core/misc/a.h:2: misc must not include base");
    row("core includes app", "core/engine/a.h", "#pragma once\n#include \"desktop/a.h\"\n",
        "core/engine/a.h:2: \"desktop/a.h\" is not a header of core");
    row("include without a folder", "core/http/a.cpp", "#include \"parser.h\"\n",
        "core/http/a.cpp:1: \"parser.h\" is not a header of core");
    row("Qt Gui in core", "core/base/a.h", "#pragma once\n#include <QGuiApplication>\n",
        "core/base/a.h:2: <QGuiApplication> in core");
    row("Qt Qml in core", "core/base/a.h", "#pragma once\n#include <QtQml/qqmlregistration.h>\n",
        "core/base/a.h:2: <QtQml/qqmlregistration.h> in core");
    row("Qt Charts in core", "core/base/a.h", "#pragma once\n#include <QChartView>\n",
        "core/base/a.h:2: <QChartView> in core");
    row("core links Qt Quick", "core/base/CMakeLists.txt", "sluice_module(a USES Qt6::Quick)\n",
        "core/base/CMakeLists.txt:1: Qt6::Quick is for the desktop");
    row("the command line links Qt Gui", "app/cli/CMakeLists.txt", "\n  Qt6::Gui)\n",
        "app/cli/CMakeLists.txt:2: Qt6::Gui is for the desktop");
    row("the command line includes the desktop", "app/cli/a.cpp", "#include \"desktop/a.h\"\n",
        "app/cli/a.cpp:1: the command line must not include");
    row("Redis elsewhere", "core/cache/a.h", "#pragma once\n#include <hiredis/async.h>\n",
        "core/cache/a.h:2: <hiredis/async.h> belongs to core/cache/redis");

    row("file name", "core/base/HeaderMap.h", "#pragma once\n",
        "core/base/HeaderMap.h: files and folders are named");
    row("folder name", "tests/Unit/a.cpp", "", "tests/Unit/a.cpp: files and folders are named");
    row("file name below qml", "qml/Sluice/Sparkline.h", "#pragma once\n",
        "qml/Sluice/Sparkline.h: files and folders are named");
    row("no pragma once", "app/desktop/a.h", "int a();\n", "app/desktop/a.h: a header starts with");
    row("using namespace", "core/base/a.h", "#pragma once\n  using  namespace std;\n",
        "core/base/a.h:2: no \"using namespace\"");
    row("unfinished", "qml/Sluice/A.qml",
        "Item {\n    // TO"
        "DO: more\n}\n",
        "qml/Sluice/A.qml:2: TO"
        "DO: finish it");
    row("unfinished script", "packaging/a",
        "# FIX"
        "ME\n",
        "packaging/a:1: FIX"
        "ME: finish it");
    row("too long", "core/base/a.h", "#pragma once\n" + QByteArray(400, '\n'),
        "core/base/a.h: 401 lines, more than 400");

    row("top level", "notes.txt", "", "notes.txt: not part of the top level");
    row("a test that is gone", "core/a.md", "Shown by `tests/unit/http/gone_test.cpp`.\n",
        "core/a.md: there is no tests/unit/http/gone_test.cpp");
    row("a test that shows nothing", "core/a.md",
        "Shown by `reads` and `refuses` in\n`tests/unit/http/parser_test.cpp`.\n",
        "core/a.md: tests/unit/http/parser_test.cpp has no refuses");

    row("no unit tests", "core/routing/a.cpp", "",
        "core/routing: has no tests in tests/unit/routing");
    row("no unit tests below", "core/http/wire/a.cpp", "",
        "core/http/wire: has no tests in tests/unit/http/wire");
}

void TidyTest::brokenTree() {
    QFETCH(const QString, path);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, expected);
    QTemporaryDir root;
    writeSoundTree(root);
    write(root, path, content);

    const QString findings = check(root.path()).join(u'\n');
    QVERIFY2(findings.contains(expected), qPrintable(findings));
}

void TidyTest::missingTopLevel() {
    QTemporaryDir root;
    writeSoundTree(root);
    QVERIFY(QFile::remove(root.filePath(QStringLiteral("README.md"))));
    QCOMPARE(check(root.path()), Findings{u"README.md: missing from the top level"_qs});
}

}  // namespace sluice::tidy

QTEST_APPLESS_MAIN(sluice::tidy::TidyTest)
#include "tidy_test.moc"
