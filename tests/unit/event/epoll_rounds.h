#pragma once

#include <QEventLoop>

#include "event/epoll_dispatcher.h"

/// That of a test with EPOLL_TEST_MAIN().
inline sluice::event::EpollDispatcher& dispatcher() {
    return *sluice::event::EpollDispatcher::current();
}

/// One round. False if there was nothing to do.
inline bool processEvents(QEventLoop::ProcessEventsFlags flags = QEventLoop::AllEvents) {
    return dispatcher().processEvents(flags);
}

/// Nothing is left over from the test before.
inline void settle() {
    while (processEvents()) {
    }
}
