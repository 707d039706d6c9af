#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "event/frame_pool.h"

namespace sluice::event {

template <class T>
class Task;

namespace detail {

/// What every task's promise shares: who waits for it, and whom to tell when nobody does.
struct PromiseBase {
    using Finished = void (*)(void* context);

    std::coroutine_handle<> continuation;
    bool starting = false;  // the awaiting coroutine is below on the stack and will see the end
    Finished finished = nullptr;
    void* context = nullptr;

    static void* operator new(size_t bytes) { return FramePool::allocate(bytes); }
    static void operator delete(void* frame, size_t bytes) noexcept {
        FramePool::release(frame, bytes);
    }

    std::suspend_always initial_suspend() noexcept { return {}; }
    /// Nothing on the data path throws; what does is a bug that must not be hidden.
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }

    struct FinalAwaiter {
        bool await_ready() noexcept { return false; }
        template <class Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> handle) noexcept {
            PromiseBase& promise = handle.promise();
            if (promise.starting) return std::noop_coroutine();
            if (promise.continuation) return promise.continuation;
            // The callee may destroy the frame: nothing of it is touched afterwards.
            if (promise.finished) promise.finished(promise.context);
            return std::noop_coroutine();
        }
        void await_resume() noexcept {}
    };
    FinalAwaiter final_suspend() noexcept { return {}; }
};

template <class T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object();
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    T take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object();
    void return_void() {}
    void take() {}
};

}  // namespace detail

/// A coroutine that runs on one worker, lazily: it starts when it is awaited or start()ed.
///
/// Cancelling is destroying: the destructor destroys the frame wherever it is suspended, and with
/// it all that the frame holds, awaited tasks and awaitables included; these unregister themselves.
/// A task must not be destroyed while it runs (from inside itself); defer that to the event loop.
/// Not thread-safe: create, run and destroy it on one thread.
///
/// GCC 12 destroys the members of an aggregate's temporary twice within a co_await expression:
/// write `Options options{...}; co_await f(options);`, not `co_await f(Options{...})`. It also
/// miscompiles a co_await in the condition of a while loop and behind && and ||: await first, then
/// look at the result.
template <class T = void>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;
    using Result = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    Task() = default;
    explicit Task(Handle handle) : m_handle(handle) {}
    Task(Task&& other) noexcept
        : m_handle(std::exchange(other.m_handle, {})),
          m_ready(std::exchange(other.m_ready, std::nullopt)) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            reset();
            m_handle = std::exchange(other.m_handle, {});
            m_ready = std::exchange(other.m_ready, std::nullopt);
        }
        return *this;
    }
    ~Task() { reset(); }

    /// A task that is done: for functions that seldom have to wait, as it takes no frame. What such
    /// a function does at once it has done by the time it returns, awaited or not.
    static Task ready(Result result = {}) {
        Task task;
        task.m_ready.emplace(std::move(result));
        return task;
    }

    /// Destroys the coroutine, if there is one.
    void reset() {
        m_ready.reset();
        if (Handle handle = std::exchange(m_handle, {})) handle.destroy();
    }

    /// Runs a task that nobody awaits until it first suspends. `finished` is called at its end,
    /// with the frame suspended for good: the callee may destroy the task.
    void start(detail::PromiseBase::Finished finished = nullptr, void* context = nullptr) {
        if (m_ready) {
            if (finished) finished(context);
            return;
        }
        m_handle.promise().finished = finished;
        m_handle.promise().context = context;
        m_handle.resume();
    }

    bool valid() const { return m_handle || m_ready; }
    bool done() const { return m_ready || (m_handle && m_handle.done()); }
    /// The result of a started task that is done.
    T result() {
        if (!m_ready) return m_handle.promise().take();
        if constexpr (!std::is_void_v<T>) return std::move(*m_ready);
    }

    auto operator co_await() && noexcept {
        struct Awaiter {
            Task& task;
            bool await_ready() noexcept { return task.m_ready.has_value(); }
            /// Runs the task here and goes on at once if it need not wait. A jump into it and back
            /// would take stack wherever the compiler makes calls of jumps (GCC without
            /// optimization or with sanitizers), and a loop of such awaits all of it.
            bool await_suspend(std::coroutine_handle<> waiting) noexcept {
                const Handle handle = task.m_handle;
                handle.promise().continuation = waiting;
                handle.promise().starting = true;
                handle.resume();
                if (handle.done()) return false;
                handle.promise().starting = false;
                return true;
            }
            T await_resume() { return task.result(); }
        };
        return Awaiter{*this};
    }

private:
    Handle m_handle;
    std::optional<Result> m_ready;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
    return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}

inline Task<void> detail::Promise<void>::get_return_object() {
    return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

}  // namespace sluice::event
