#pragma once

namespace sluice::event {

/// An eventfd(2) for edge-triggered watching: every signal is an edge, so nobody has to read it.
class EventFd {
public:
    EventFd();
    ~EventFd();
    EventFd(const EventFd&) = delete;
    EventFd& operator=(const EventFd&) = delete;

    /// Any thread.
    void signal();
    int descriptor() const { return m_fd; }

private:
    int m_fd;
};

}  // namespace sluice::event
