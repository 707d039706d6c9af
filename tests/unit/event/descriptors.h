#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

/// Two connected descriptors, non-blocking, closed at the end.
struct DescriptorPair {
    ~DescriptorPair() {
        closeFirst();
        closeSecond();
    }
    void closeFirst() { close(first); }
    void closeSecond() { close(second); }
    static void close(int& fd) {
        if (fd >= 0) ::close(std::exchange(fd, -1));
    }

    int first = -1;
    int second = -1;
};

/// What is written to `second` is read from `first`.
struct Pipe : DescriptorPair {
    Pipe() {
        std::array<int, 2> fds{};
        if (::pipe2(fds.data(), O_NONBLOCK | O_CLOEXEC) == 0) first = fds[0], second = fds[1];
    }
};

struct SocketPair : DescriptorPair {
    SocketPair() {
        std::array<int, 2> fds{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()) == 0)
            first = fds[0], second = fds[1];
    }
};

inline bool writeText(int fd, std::string_view text) {
    return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Everything that can be read now.
inline std::string readText(int fd) {
    std::string text;
    std::array<char, 4096> chunk;
    for (ssize_t n; (n = ::read(fd, chunk.data(), chunk.size())) > 0;) {
        text.append(chunk.data(), static_cast<size_t>(n));
    }
    return text;
}
