#pragma once

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

namespace sluice::event {

/// A value that one coroutine waits for and that something outside of it gives, once. Shared by
/// both, so that either may go first. Belongs to one thread.
template <class T>
class Eventual {
public:
    class Wait;

    /// Goes on with who waits.
    void give(T value) {
        m_value.emplace(std::move(value));
        if (m_waiting) std::exchange(m_waiting, {}).resume();
    }

private:
    std::optional<T> m_value;
    std::coroutine_handle<> m_waiting;
};

/// `Eventual<T>::Wait wait(eventual); const T value = co_await wait;`. Destroying it ends the wait.
template <class T>
class Eventual<T>::Wait {
public:
    explicit Wait(std::shared_ptr<Eventual> eventual) : m_eventual(std::move(eventual)) {}
    ~Wait() { m_eventual->m_waiting = {}; }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    bool await_ready() const { return m_eventual->m_value.has_value(); }
    void await_suspend(std::coroutine_handle<> handle) { m_eventual->m_waiting = handle; }
    T await_resume() { return std::move(*m_eventual->m_value); }

private:
    const std::shared_ptr<Eventual> m_eventual;
};

}  // namespace sluice::event
