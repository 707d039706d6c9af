#include "support/temporary_file.h"

#include <fstream>

namespace sluice::test {

namespace {

bool writeTo(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    return file.good();
}

}  // namespace

TemporaryFile::TemporaryFile(const std::string& text) {
    write(text);
}

std::filesystem::path TemporaryFile::path() const {
    return m_folder.filePath(QStringLiteral("sluice.toml")).toStdString();
}

QString TemporaryFile::name() const {
    return QString::fromStdString(path().string());
}

bool TemporaryFile::write(const std::string& text) {
    return writeTo(path(), text);
}

bool TemporaryFile::replace(const std::string& text) {
    const std::filesystem::path next = path().concat("~");
    if (!writeTo(next, text)) return false;
    std::error_code error;
    std::filesystem::rename(next, path(), error);
    return !error;
}

}  // namespace sluice::test
