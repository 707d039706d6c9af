#include "layout_rules.h"

#include <QSet>

namespace sluice::tidy {

namespace {

void checkTopLevel(const SourceTree& tree, Findings& findings) {
    static const QStringList expected{u"CMakeLists.txt"_qs, u"CMakePresets.json"_qs,
                                      u"README.md"_qs,      u"app"_qs,
                                      u"core"_qs,           u"findings"_qs,
                                      u"packaging"_qs,      u"qml"_qs,
                                      u"resources"_qs,      u"tests"_qs};
    for (const QString& name : tree.topLevel) {
        if (!expected.contains(name))
            findings.append(finding(name, u"not part of the top level; find its folder"_qs));
    }
    for (const QString& name : expected) {
        if (!tree.topLevel.contains(name))
            findings.append(finding(name, u"missing from the top level"_qs));
    }
}

void checkUnitTests(const SourceTree& tree, Findings& findings) {
    const QString tests = u"tests/unit/"_qs;
    QSet<QString> sources;
    QSet<QString> tested;
    for (const SourceFile& file : tree.files) {
        if (file.isUnder(u"core"_qs) && file.name().endsWith(u".cpp"))
            sources.insert(file.folder().mid(qstrlen("core/")));
        if (file.path.startsWith(tests) && file.name().endsWith(u"_test.cpp"))
            tested.insert(file.folder().mid(tests.size()));
    }
    QStringList untested = (sources - tested).values();
    untested.sort();
    for (const QString& folder : untested)
        findings.append(finding(u"core/"_qs + folder, u"has no tests in "_qs + tests + folder));
}

}  // namespace

Findings checkLayout(const SourceTree& tree) {
    Findings findings;
    checkTopLevel(tree, findings);
    checkUnitTests(tree, findings);
    return findings;
}

}  // namespace sluice::tidy
