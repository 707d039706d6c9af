#include "cli/desktop.h"

#include <unistd.h>

#include <QFileInfo>
#include <QStandardPaths>
#include <array>

namespace sluice::cli {

namespace {

QString findDesktop() {
    const QString name = QStringLiteral("sluice-desktop");
    const QString folder =
        QFileInfo(QFileInfo(QStringLiteral("/proc/self/exe")).symLinkTarget()).absolutePath();
    const QStringList beside{folder, folder + QStringLiteral("/../desktop")};
    const QString found = QStandardPaths::findExecutable(name, beside);
    return found.isEmpty() ? QStandardPaths::findExecutable(name) : found;
}

}  // namespace

bool hasDisplay() {
    for (const char* const variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        if (!qEnvironmentVariableIsEmpty(variable)) return true;
    }
    return false;
}

void becomeDesktop() {
    QByteArray program = QFile::encodeName(findDesktop());
    if (program.isEmpty()) return;
    const std::array<char*, 2> arguments{program.data(), nullptr};
    ::execv(program.constData(), arguments.data());
}

}  // namespace sluice::cli
