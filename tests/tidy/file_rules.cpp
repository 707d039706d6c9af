#include "file_rules.h"

#include <QRegularExpression>

namespace sluice::tidy {

namespace {

constexpr qsizetype kMaxLines = 400;

void checkName(const SourceFile& file, Findings& findings) {
    static const QRegularExpression snakeCase(u"^[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*\\.(h|cpp)$"_qs);
    // A folder below qml is a module and named as one.
    const QString named = file.isUnder(u"qml"_qs) ? file.name() : file.path;
    if (file.isCpp() && !snakeCase.match(named).hasMatch())
        findings.append(finding(file.path, u"files and folders are named in snake_case"_qs));
}

void checkLength(const SourceFile& file, Findings& findings) {
    const bool prose = file.path.endsWith(u".md") || file.isUnder(u"resources"_qs);
    const bool table = file.isUnder(u"tests"_qs);  // rows of cases may be many
    if (!prose && !table && file.lines.size() > kMaxLines)
        findings.append(
            finding(file.path,
                    u"%1 lines, more than %2: split it"_qs.arg(file.lines.size()).arg(kMaxLines)));
}

void checkHeader(const SourceFile& file, Findings& findings) {
    if (!file.isHeader()) return;
    if (!file.lines.contains(u"#pragma once"_qs))
        findings.append(finding(file.path, u"a header starts with #pragma once"_qs));
    static const QRegularExpression usingNamespace(u"^\\s*using\\s+namespace\\b"_qs);
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        if (usingNamespace.match(file.lines[i]).hasMatch())
            findings.append(finding(file, i, u"no \"using namespace\" in a header"_qs));
    }
}

void checkUnfinished(const SourceFile& file, Findings& findings) {
    static const QRegularExpression mark(u"\\b(TOD[O]|FIXM[E]|XX[X])\\b"_qs);
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        const auto match = mark.match(file.lines[i]);
        if (match.hasMatch())
            findings.append(finding(file, i, u"%1: finish it"_qs.arg(match.captured(0))));
    }
}

}  // namespace

Findings checkFiles(const SourceTree& tree) {
    Findings findings;
    for (const SourceFile& file : tree.files) {
        checkName(file, findings);
        checkLength(file, findings);
        checkHeader(file, findings);
        checkUnfinished(file, findings);
    }
    return findings;
}

}  // namespace sluice::tidy
