#include "config/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace sluice::config {

namespace {

tl::unexpected<Error> notRead() {
    return failure(std::string("cannot be read: ") + std::strerror(errno));
}

/// At most one byte more than a configuration may have.
Result<std::string> readAll(int fd) {
    std::string text;
    while (text.size() <= mostTextBytes) {
        const size_t had = text.size();
        text.resize(mostTextBytes + 1);
        const ssize_t n = ::read(fd, text.data() + had, text.size() - had);
        text.resize(had + static_cast<size_t>(n > 0 ? n : 0));
        if (n < 0 && errno != EINTR) return notRead();
        if (n == 0) break;
    }
    return text;
}

}  // namespace

std::string canonicalPath(const std::string& path) {
    std::error_code error;
    const auto full = std::filesystem::weakly_canonical(path, error);
    return error ? path : full.string();
}

Result<std::string> readTextFile(const std::string& path) {
    // Opening and reading a pipe or a device might never end.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return errno == ENOENT ? failure("there is no such file") : notRead();
    struct stat info {};
    const bool isFile = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    Result<std::string> text = failure("this is not a regular file");
    if (isFile) text = readAll(fd);
    ::close(fd);
    if (text && text->size() > mostTextBytes)
        return failure("is larger than 1 MiB, too large for a configuration");
    return text;
}

}  // namespace sluice::config
