#include "engine/background_run.h"

#include <pthread.h>
#include <sys/resource.h>

#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/mailbox.h"

namespace sluice::engine {

namespace {

constexpr int politeness = 10;

void yieldToWorkers(const char* name) {
    ::pthread_setname_np(::pthread_self(), name);
    ::setpriority(PRIO_PROCESS, 0, politeness);  // of this thread alone, on Linux
}

}  // namespace

void BackgroundRun::add(Work work, std::function<void()> done) {
    m_waiting.push_back({std::move(work), std::move(done)});
    next();
}

void BackgroundRun::next() {
    if (isBusy() || m_waiting.empty()) return;
    m_thread = std::jthread([this, piece = std::move(m_waiting.front()),
                             mailbox = event::EpollDispatcher::current()->mailbox(),
                             alive = std::weak_ptr(m_alive)](const std::stop_token& stop) mutable {
        yieldToWorkers(m_name);
        piece.work(stop);
        mailbox->post([this, alive = std::move(alive), done = std::move(piece.done)] {
            if (!alive.expired()) finish(done);
        });
    });
    m_waiting.pop_front();
}

void BackgroundRun::finish(const std::function<void()>& done) {
    m_thread.join();
    next();
    done();
}

}  // namespace sluice::engine
