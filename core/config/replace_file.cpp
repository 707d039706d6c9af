#include <QSaveFile>

#include "config/editor.h"

namespace sluice::config {

// QSaveFile resolves links, copies the mode, syncs before it renames and removes what it began.
Result<> replaceFile(const std::string& path, std::string_view text) {
    QSaveFile file(QString::fromStdString(path));
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size ||
        !file.commit()) {
        return failure(path + " cannot be written: " + file.errorString().toStdString());
    }
    return {};
}

}  // namespace sluice::config
