#include "event/worker.h"

#include <pthread.h>
#include <sys/epoll.h>

#include <QThread>
#include <ctime>
#include <deque>
#include <future>
#include <mutex>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/event_fd.h"

namespace sluice::event {

class Worker::Thread final : public QThread, private WatchHandler {
public:
    explicit Thread(int index) : m_index(index) {
        setObjectName(QStringLiteral("sluice-w%1").arg(index));  // names the system's thread too
    }

    void post(std::function<void()> function);
    void stop();
    int index() const { return m_index; }
    double cpuSeconds() const;

private:
    void run() override;
    void onReady(uint32_t events) override;
    double readCpuClock() const;

    const int m_index;
    EventFd m_posted;
    bool m_stopping = false;  // the thread's own

    mutable std::mutex m_mutex;  // guards what follows
    std::deque<std::function<void()>> m_queue;
    bool m_closed = false;
    bool m_hasClock = false;
    clockid_t m_cpuClock = 0;
    double m_cpuAtEnd_s = 0;
};

void Worker::Thread::post(std::function<void()> function) {
    const std::lock_guard lock(m_mutex);
    if (m_closed) return;
    m_queue.push_back(std::move(function));
    if (m_queue.size() == 1) m_posted.signal();
}

void Worker::Thread::stop() {
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_closed, true)) return;
        m_queue.push_back([this] {
            m_stopping = true;
            quit();
        });
        m_posted.signal();
    }
    wait();
    decltype(m_queue) dropped;            // of a thread that was never started
    const std::lock_guard lock(m_mutex);  // what the thread wrote is visible from here on
    dropped.swap(m_queue);
}

double Worker::Thread::cpuSeconds() const {
    const std::lock_guard lock(m_mutex);
    return m_hasClock ? readCpuClock() : m_cpuAtEnd_s;
}

void Worker::Thread::run() {
    {
        const std::lock_guard lock(m_mutex);
        m_hasClock = ::pthread_getcpuclockid(::pthread_self(), &m_cpuClock) == 0;
    }
    EpollDispatcher& dispatcher = *EpollDispatcher::current();
    const WatchId watch = dispatcher.addWatch(m_posted.descriptor(), EPOLLIN, *this);
    while (!m_stopping)
        exec();  // only stop() ends the loop
    dispatcher.removeWatch(watch);

    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_hasClock, false)) m_cpuAtEnd_s = readCpuClock();
}

/// One function a round: what posts itself must not starve the sockets, and a loop nested in a
/// function must find a signal for those that follow.
void Worker::Thread::onReady(uint32_t) {
    std::function<void()> function;
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.empty()) return;
        function = std::move(m_queue.front());
        m_queue.pop_front();
        if (!m_queue.empty()) m_posted.signal();
    }
    function();
}

double Worker::Thread::readCpuClock() const {
    timespec used{};
    ::clock_gettime(m_cpuClock, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Worker::Worker(int index) : m_thread(std::make_unique<Thread>(index)) {}

Worker::~Worker() {
    stop();
}

void Worker::start() {
    m_thread->setEventDispatcher(new EpollDispatcher);  // owned by the thread once it runs
    m_thread->start();
    call([] {});
}

void Worker::post(std::function<void()> function) {
    m_thread->post(std::move(function));
}

void Worker::call(std::function<void()> function) {
    Q_ASSERT(QThread::currentThread() != m_thread.get());
    // A function that is dropped breaks its promise, which ends the wait as well.
    auto done = std::make_shared<std::promise<void>>();
    const auto finished = done->get_future();
    post([&function, done = std::move(done)] {
        function();
        done->set_value();
    });
    finished.wait();
}

void Worker::stop() {
    m_thread->stop();
}

int Worker::index() const {
    return m_thread->index();
}

double Worker::cpuSeconds() const {
    return m_thread->cpuSeconds();
}

}  // namespace sluice::event
