#include "event/event_fd.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <QtGlobal>
#include <cerrno>
#include <cstring>

namespace sluice::event {

EventFd::EventFd() : m_fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (m_fd < 0) qFatal("Cannot create an eventfd: %s", std::strerror(errno));
}

EventFd::~EventFd() {
    ::close(m_fd);
}

void EventFd::signal() {
    ::eventfd_write(m_fd, 1);
}

}  // namespace sluice::event
