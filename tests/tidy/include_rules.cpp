#include "include_rules.h"

#include <QHash>
#include <QRegularExpression>

namespace sluice::tidy {

namespace {

/// A folder includes only folders of lower levels, and itself.
const QHash<QString, int>& levels() {
    static const QHash<QString, int> table{
        {u"base"_qs, 0},     {u"metrics"_qs, 1}, {u"event"_qs, 2}, {u"http"_qs, 2},
        {u"listener"_qs, 3}, {u"routing"_qs, 3}, {u"cache"_qs, 3}, {u"upstream"_qs, 3},
        {u"gateway"_qs, 4},  {u"config"_qs, 4},  {u"admin"_qs, 4}, {u"loadtest"_qs, 4},
        {u"engine"_qs, 5},
    };
    return table;
}

/// A library that only one folder may include.
struct Confined {
    QString header;  ///< prefix of the include
    QString folder;
};

const std::vector<Confined>& confinedLibraries() {
    static const std::vector<Confined> table{
        {u"hiredis"_qs, u"core/cache/redis"_qs},
    };
    return table;
}

QString checkCoreInclude(const SourceFile& file, const QString& included) {
    if (included.endsWith(u".moc") && !included.contains(u'/')) return {};
    const QString own = file.path.section(u'/', 1, 1);
    const QString other = included.section(u'/', 0, 0);
    if (!included.contains(u'/') || !levels().contains(other))
        return u"\"%1\" is not a header of core; write \"folder/name.h\""_qs.arg(included);
    if (own != other && levels().value(own, -1) <= levels().value(other))
        return u"%1 must not include %2: includes go down only"_qs.arg(own, other);
    return {};
}

QString checkLibraryInclude(const SourceFile& file, const QString& included) {
    for (const Confined& library : confinedLibraries()) {
        const bool inside = (file.folder() + u'/').startsWith(library.folder + u'/');
        if (included.startsWith(library.header) && !inside)
            return u"<%1> belongs to %2 alone"_qs.arg(included, library.folder);
    }
    static const QRegularExpression graphical(
        u"^(Qt(Gui|Qml|Quick|Charts|Widgets|OpenGL)|Q(Gui|Qml|Quick|JS|Chart|Widget|Window|Image"
        u"|Pixmap|Color|Font|Icon|Painter|Application$|OpenGL))"_qs);
    if (graphical.match(included).hasMatch())
        return u"<%1> in core: windows and drawing belong to app/desktop"_qs.arg(included);
    return {};
}

QString checkCoreLine(const SourceFile& file, const QString& line) {
    static const QRegularExpression include(uR"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"_qs);
    const auto match = include.match(line);
    if (!match.hasMatch()) return {};
    const QString included = match.captured(2);
    return match.captured(1) == u"\"" ? checkCoreInclude(file, included)
                                      : checkLibraryInclude(file, included);
}

QString checkCliLine(const QString& line) {
    static const QRegularExpression desktop(uR"(^\s*#\s*include\s*"(app/)?desktop/)"_qs);
    return desktop.match(line).hasMatch()
               ? u"the command line must not include the desktop application"_qs
               : QString();
}

QString checkLinkLine(const QString& line) {
    static const QRegularExpression graphical(
        u"\\bQt6?::(Gui|Qml|Quick|Charts|Widgets|OpenGL)|\\bsluice_desktop\\b"_qs);
    const auto match = graphical.match(line.section(u'#', 0, 0));
    return match.hasMatch() ? u"%1 is for the desktop application alone"_qs.arg(match.captured(0))
                            : QString();
}

QString checkLine(const SourceFile& file, const QString& line) {
    const bool core = file.isUnder(u"core"_qs);
    const bool cli = file.isUnder(u"app/cli"_qs);
    if (file.name() == u"CMakeLists.txt") return core || cli ? checkLinkLine(line) : QString();
    if (!file.isCpp()) return {};
    return core ? checkCoreLine(file, line) : cli ? checkCliLine(line) : QString();
}

}  // namespace

Findings checkIncludes(const SourceTree& tree) {
    Findings findings;
    for (const SourceFile& file : tree.files) {
        for (qsizetype i = 0; i < file.lines.size(); ++i) {
            const QString problem = checkLine(file, file.lines[i]);
            if (!problem.isEmpty()) findings.append(finding(file, i, problem));
        }
    }
    return findings;
}

}  // namespace sluice::tidy
