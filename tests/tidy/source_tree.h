#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace sluice::tidy {

/// A text file of the project.
struct SourceFile {
    QString path;  ///< relative to the project, with forward slashes
    QStringList lines;

    QString folder() const;  ///< "core/http" of "core/http/parser.cpp"; empty at the top level
    QString name() const;
    bool isUnder(const QString& top) const;  ///< `top` without a slash: "core"
    bool isHeader() const;
    bool isCpp() const;  ///< header or source
};

/// What a checkout holds, without build folders, dot folders and binary files.
struct SourceTree {
    QStringList topLevel;  ///< names of files and folders, dot names left out
    std::vector<SourceFile> files;
};

SourceTree readSourceTree(const QString& root);

/// One line for each broken rule, "path:line: what, and what to do"; the line where there is one.
using Findings = QStringList;

QString finding(const SourceFile& file, qsizetype lineIndex, const QString& text);
QString finding(const QString& path, const QString& text);

}  // namespace sluice::tidy
