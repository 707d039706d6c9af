#include "test_home.h"

#include <QCoreApplication>
#include <QFile>
#include <QSettings>

namespace sluice::desktop {

TestHome::TestHome() {
    const QByteArray path = m_folder.path().toUtf8();
    QCoreApplication::setOrganizationName(QStringLiteral("sluice-test"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    qputenv("XDG_CONFIG_HOME", path);
    qputenv("XDG_DATA_HOME", path);
    QFile folders(filePath(QStringLiteral("user-dirs.dirs")));
    if (!folders.open(QIODevice::WriteOnly)) qFatal("no folder for the test's files");
    folders.write("XDG_DOCUMENTS_DIR=\"" + path + "/documents\"\n");
}

}  // namespace sluice::desktop
