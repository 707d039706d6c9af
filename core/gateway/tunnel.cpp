#include "gateway/tunnel.h"

#include <algorithm>
#include <coroutine>

#include "event/buffer.h"

namespace sluice::gateway {

namespace {

/// What both directions of a tunnel share.
struct Activity {
    TunnelLimits limits;
    TimePoint last;
    TimePoint end;  // of the tunnel's lifetime

    TimePoint deadline() const { return std::min(end, event::deadlineAfter(last, limits.idle)); }
    bool over() const { return Clock::now() >= deadline(); }
};

/// Waits for one side, for as long as either side is active. False when the tunnel is over.
template <class MakeWait>
event::Task<bool> waitFor(MakeWait makeWait, const Activity& activity) {
    for (;;) {
        const event::Wait wait = co_await makeWait(activity.deadline());
        if (wait != event::Wait::timedOut) co_return true;
        if (activity.over()) co_return false;
    }
}

event::Task<bool> sendAll(event::Socket& to, std::string_view bytes, Activity& activity) {
    while (!bytes.empty()) {
        const event::Io io = to.send(bytes);
        if (io.status == event::Io::Status::failed) co_return false;
        bytes.remove_prefix(io.bytes);
        if (io.status != event::Io::Status::wouldBlock) continue;
        auto writable = [&to](TimePoint deadline) { return to.writable(deadline); };
        const bool waited = co_await waitFor(writable, activity);
        if (!waited) co_return false;
    }
    activity.last = Clock::now();
    co_return true;
}

/// One direction. Ends the other socket's sending side at the end of this one's stream.
event::Task<> pump(event::Socket& from, event::Socket& to, std::string first, Activity& activity,
                   uint64_t& count) {
    count += first.size();
    if (!co_await sendAll(to, first, activity)) co_return;
    event::Buffer buffer;
    for (;;) {
        const event::Io io = from.receive(buffer);
        if (io.status == event::Io::Status::done) {
            count += io.bytes;
            if (!co_await sendAll(to, buffer.bytes(), activity)) co_return;
            buffer.consume(io.bytes);
            continue;
        }
        if (io.status != event::Io::Status::wouldBlock) break;
        auto readable = [&from](TimePoint deadline) { return from.readable(deadline); };
        const bool waited = co_await waitFor(readable, activity);
        if (!waited) co_return;
    }
    to.shutdownSend();
}

/// Runs one direction beside the awaiting coroutine, which may wait for its end.
class Beside {
public:
    explicit Beside(event::Task<> task) : m_task(std::move(task)) { m_task.start(&ended, this); }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;

    bool await_ready() const { return m_task.done(); }
    void await_suspend(std::coroutine_handle<> handle) { m_waiting = handle; }
    void await_resume() const {}

private:
    static void ended(void* self) {
        if (auto waiting = static_cast<Beside*>(self)->m_waiting) waiting.resume();
    }
    std::coroutine_handle<> m_waiting;
    event::Task<> m_task;
};

class OpenTunnel {
public:
    explicit OpenTunnel(metrics::WorkerCell& cell) : m_cell(cell) {
        m_cell.tunnelsOpen.add(1);
        m_cell.tunnelsTotal.add();
    }
    ~OpenTunnel() { m_cell.tunnelsOpen.add(-1); }
    OpenTunnel(const OpenTunnel&) = delete;
    OpenTunnel& operator=(const OpenTunnel&) = delete;

private:
    metrics::WorkerCell& m_cell;
};

}  // namespace

event::Task<> runTunnel(event::Socket& client, std::string fromClient, event::Socket& server,
                        std::string fromServer, TunnelLimits limits, metrics::WorkerCell& cell,
                        TunnelBytes& bytes) {
    const OpenTunnel open(cell);
    const TimePoint now = Clock::now();
    Activity activity{limits, now, event::deadlineAfter(now, limits.lifetime)};
    client.onPeerClosed(nullptr, nullptr);
    Beside upstream(pump(client, server, std::move(fromClient), activity, bytes.fromClient));
    co_await pump(server, client, std::move(fromServer), activity, bytes.toClient);
    if (!activity.over() && !client.peerClosed()) co_await upstream;
}

}  // namespace sluice::gateway
