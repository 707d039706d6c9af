#include "engine/background_run.h"

#include <pthread.h>
#include <sys/resource.h>

#include <utility>

namespace sluice::engine {

namespace {

constexpr int politeness = 10;

void yieldToWorkers(const char* name) {
    ::pthread_setname_np(::pthread_self(), name);
    ::setpriority(PRIO_PROCESS, 0, politeness);  // of this thread alone, on Linux
}

}  // namespace

void BackgroundRun::start(Work work, std::function<void()> done) {
    m_thread = std::jthread([this, work = std::move(work),
                             done = std::move(done)](const std::stop_token& stop) mutable {
        yieldToWorkers(m_name);
        work(stop);
        const auto finish = [this, done = std::move(done)] {
            m_thread.join();
            done();
        };
        QMetaObject::invokeMethod(&m_context, finish, Qt::QueuedConnection);
    });
}

}  // namespace sluice::engine
