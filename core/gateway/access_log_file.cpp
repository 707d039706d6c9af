#include "gateway/access_log_file.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

namespace sluice::gateway {

namespace {

constexpr Duration longestGoodbye = std::chrono::seconds(1);
constexpr int look_ms = 100;

uint64_t linesIn(std::string_view text) {
    return static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Whether the descriptor takes PIPE_BUF bytes without waiting; files always do.
bool takesMore(int fd) {
    pollfd wanted{fd, POLLOUT, 0};
    return ::poll(&wanted, 1, look_ms) > 0;
}

}  // namespace

Result<std::shared_ptr<AccessLogFile>> AccessLogFile::open(const std::string& path) {
    // A pipe without a reader would not let itself be opened, and a full one is waited for by poll.
    const int fd =
        path == "-" ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                    : ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK,
                             S_IRUSR | S_IWUSR | S_IRGRP);
    if (fd < 0) return failure("cannot write the access log " + path + ": " + std::strerror(errno));
    return std::shared_ptr<AccessLogFile>(new AccessLogFile(fd));
}

AccessLogFile::State::~State() {
    ::close(fd);
}

AccessLogFile::AccessLogFile(int fd) : m_state(std::make_shared<State>()) {
    m_state->fd = fd;
    // The process's signals are for its main thread.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([state = m_state] { write(state); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

AccessLogFile::~AccessLogFile() {
    end();
}

void AccessLogFile::end() {
    const std::lock_guard lock(m_state->mutex);
    if (std::exchange(m_state->ending, true)) return;
    m_state->giveUp = Clock::now() + longestGoodbye;
    m_state->changed.notify_all();
}

void AccessLogFile::finish() {
    end();
    std::unique_lock lock(m_state->mutex);
    m_state->changed.wait_until(lock, m_state->giveUp.load() + longestGoodbye,
                                [this] { return m_state->ended; });
}

void AccessLogFile::append(const std::string& lines) {
    const std::lock_guard lock(m_state->mutex);
    if (m_state->waiting.size() + lines.size() > mostWaitingBytes) {
        m_state->dropped += linesIn(lines);
        return;
    }
    m_state->waiting += lines;
    m_state->changed.notify_all();
}

void AccessLogFile::write(const std::shared_ptr<State>& state) {
    std::unique_lock lock(state->mutex);
    for (;;) {
        state->changed.wait(lock, [&] { return state->ending || !state->waiting.empty(); });
        if (state->waiting.empty()) break;
        const std::string lines = std::exchange(state->waiting, {});
        lock.unlock();
        writeOut(*state, lines);
        lock.lock();
    }
    state->ended = true;
    state->changed.notify_all();
}

/// In pieces that a pipe takes whole.
void AccessLogFile::writeOut(State& state, std::string_view lines) {
    while (!lines.empty() && Clock::now() < state.giveUp.load()) {
        if (!takesMore(state.fd)) continue;
        const ssize_t n = ::write(state.fd, lines.data(), std::min<size_t>(lines.size(), PIPE_BUF));
        if (n > 0) lines.remove_prefix(static_cast<size_t>(n));
        const bool later = n < 0 && (errno == EINTR || errno == EAGAIN);
        if (n <= 0 && !later) break;  // a full disk must not stop the traffic
    }
    state.dropped += linesIn(lines);
}

}  // namespace sluice::gateway
