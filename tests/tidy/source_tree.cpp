#include "source_tree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace sluice::tidy {

namespace {

bool isGenerated(const QString& topName) {
    return topName == u"build" || topName == u"compile_commands.json" ||
           topName == u"CMakeUserPresets.json" || topName.endsWith(u".user");
}

void readFile(const QDir& root, const QString& path, SourceTree& tree) {
    QFile file(root.filePath(path));
    if (!file.open(QIODevice::ReadOnly)) return;
    const QByteArray content = file.readAll();
    if (content.contains('\0')) return;
    QStringList lines = QString::fromUtf8(content).split(u'\n');
    if (lines.last().isEmpty()) lines.removeLast();
    tree.files.push_back({path, lines});
}

void readFolder(const QDir& root, const QString& name, SourceTree& tree) {
    QDirIterator entries(root.filePath(name), QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext())
        readFile(root, root.relativeFilePath(entries.next()), tree);
}

}  // namespace

QString SourceFile::folder() const {
    return path.left(qMax(path.lastIndexOf(u'/'), 0));
}

QString SourceFile::name() const {
    return path.mid(path.lastIndexOf(u'/') + 1);
}

bool SourceFile::isUnder(const QString& top) const {
    return path.startsWith(top + u'/');
}

bool SourceFile::isHeader() const {
    return path.endsWith(u".h");
}

bool SourceFile::isCpp() const {
    return isHeader() || path.endsWith(u".cpp");
}

SourceTree readSourceTree(const QString& rootPath) {
    const QDir root(rootPath);
    SourceTree tree;
    for (const QFileInfo& entry : root.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
        const QString name = entry.fileName();
        if (isGenerated(name)) continue;
        tree.topLevel.append(name);
        if (entry.isDir())
            readFolder(root, name, tree);
        else
            readFile(root, name, tree);
    }
    return tree;
}

QString finding(const SourceFile& file, qsizetype lineIndex, const QString& text) {
    return QStringLiteral("%1:%2: %3").arg(file.path).arg(lineIndex + 1).arg(text);
}

QString finding(const QString& path, const QString& text) {
    return QStringLiteral("%1: %2").arg(path, text);
}

}  // namespace sluice::tidy
