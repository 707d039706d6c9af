#pragma once

#include <QTemporaryDir>

namespace sluice::desktop {

/// A user's folders for one test, so that it neither finds nor leaves anything in those of the user
/// who runs it: settings, what is kept, and "documents", which is not there yet.
class TestHome {
public:
    TestHome();

    QString filePath(const QString& name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
};

}  // namespace sluice::desktop
