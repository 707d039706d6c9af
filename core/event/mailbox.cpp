#include "event/mailbox.h"

#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::event {

bool Mailbox::post(std::function<void()> function) {
    const std::lock_guard lock(m_mutex);
    if (!m_loop) return false;
    m_functions.push_back(std::move(function));
    m_pending.store(true, std::memory_order_relaxed);
    if (m_functions.size() == 1) m_loop->wakeUp();
    return true;
}

void Mailbox::run() {
    std::vector<std::function<void()>> functions;
    {
        const std::lock_guard lock(m_mutex);
        functions.swap(m_functions);
        m_pending.store(false, std::memory_order_relaxed);
    }
    for (auto& function : functions)
        std::exchange(function, nullptr)();
}

void Mailbox::close() {
    std::vector<std::function<void()>> dropped;
    const std::lock_guard lock(m_mutex);
    m_loop = nullptr;
    dropped.swap(m_functions);
}

}  // namespace sluice::event
