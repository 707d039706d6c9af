#include "document_rules.h"

#include <QHash>
#include <QRegularExpression>

namespace sluice::tidy {

namespace {

/// Texts of the tests' sources by their paths.
using Tests = QHash<QString, QString>;

Tests testsOf(const SourceTree& tree) {
    Tests tests;
    for (const SourceFile& file : tree.files) {
        if (file.isUnder(u"tests"_qs) && file.isCpp())
            tests.insert(file.path, file.lines.join(u'\n'));
    }
    return tests;
}

/// `names`: everything in front of the path, back to the sentence's last path or beginning.
void checkNames(const SourceFile& document, const QString& names, const QString& path,
                const QString& test, Findings& findings) {
    static const QRegularExpression name(u"`(\\w+)`"_qs);
    for (auto it = name.globalMatch(names); it.hasNext();) {
        const QString function = it.next().captured(1);
        if (!test.contains(u"::%1()"_qs.arg(function)))
            findings.append(finding(document.path, u"%1 has no %2"_qs.arg(path, function)));
    }
}

void checkDocument(const SourceFile& document, const Tests& tests, Findings& findings) {
    static const QRegularExpression named(
        u"((?:`\\w+`(?:,| and|)\\s+)*)(in\\s+)?`(tests/[a-z0-9_/]+\\.(?:cpp|h))`"_qs);
    const QString text = document.lines.join(u'\n');
    for (auto it = named.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const QString path = match.captured(3);
        if (!tests.contains(path)) {
            findings.append(finding(document.path, u"there is no %1"_qs.arg(path)));
        } else if (!match.captured(2).isEmpty()) {
            checkNames(document, match.captured(1), path, tests[path], findings);
        }
    }
}

}  // namespace

Findings checkDocuments(const SourceTree& tree) {
    Findings findings;
    const Tests tests = testsOf(tree);
    for (const SourceFile& file : tree.files) {
        if (file.path.endsWith(u".md")) checkDocument(file, tests, findings);
    }
    return findings;
}

}  // namespace sluice::tidy
