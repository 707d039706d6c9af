#include "cli/signals.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace sluice::cli {

namespace {

sigset_t watched() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1})
        ::sigaddset(&set, number);
    return set;
}

}  // namespace

Signals::Signals(QObject* parent) : QObject(parent) {
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = watched();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_fd = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    m_notifier = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Signals::read);
}

Signals::~Signals() {
    m_notifier.reset();
    ::close(m_fd);
    const sigset_t set = watched();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Signals::read() {
    signalfd_siginfo info{};
    while (::read(m_fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGHUP) {
            Q_EMIT reloadAsked();
        } else if (info.ssi_signo == SIGUSR1) {
            Q_EMIT reopenAsked();
        } else {
            Q_EMIT stopAsked();
        }
    }
}

}  // namespace sluice::cli
