#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <string>

namespace sluice::test {

/// A configuration's file in a folder of its own.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text);

    std::filesystem::path path() const;
    QString name() const;
    /// Into the file that is there. False if that is impossible.
    bool write(const std::string& text);
    /// As most editors do: into a new file that takes the old one's place.
    bool replace(const std::string& text);

private:
    QTemporaryDir m_folder;
};

}  // namespace sluice::test
