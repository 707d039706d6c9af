#include "chosen_file.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace sluice::desktop {

QString pathOf(const QUrl& file) {
    return file.isLocalFile() ? file.toLocalFile() : file.path(QUrl::FullyDecoded);
}

Result<> writeFile(const QString& path, const QByteArray& content) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile out(path);
    if (out.open(QIODevice::WriteOnly) && out.write(content) == content.size() && out.commit())
        return {};
    return failure(path.toStdString() +
                   " could not be written: " + out.errorString().toStdString());
}

}  // namespace sluice::desktop
