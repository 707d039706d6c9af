#include "config/text_file.h"

#include <QFile>
#include <QFileInfo>

namespace sluice::config {

Result<std::string> readTextFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    const QFileInfo info(file);
    if (!info.exists()) return failure("there is no such file");
    // Reading a pipe or a device might never end.
    if (!info.isFile()) return failure("this is not a regular file");
    if (!file.open(QIODevice::ReadOnly)) {
        return failure("cannot be read: " + file.errorString().toStdString());
    }
    std::string text(static_cast<size_t>(mostTextBytes + 1), '\0');
    const qint64 size = file.read(text.data(), mostTextBytes + 1);
    if (size < 0) return failure("cannot be read: " + file.errorString().toStdString());
    if (size > mostTextBytes) return failure("is larger than 1 MiB, too large for a configuration");
    text.resize(static_cast<size_t>(size));
    return text;
}

}  // namespace sluice::config
