#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include "base/result.h"

/// A file that was chosen in a dialog.
namespace sluice::desktop {

/// Dialogs give a URL; Qt's own gives the path itself for a name that was typed.
QString pathOf(const QUrl& file);

/// All or nothing; makes the folder where it is missing. The error names the file.
Result<> writeFile(const QString& path, const QByteArray& content);

}  // namespace sluice::desktop
