#include "gateway/tunnel.h"

#include <algorithm>
#include <coroutine>
#include <optional>

#include "event/buffer.h"
#include "gateway/websocket_frames.h"

namespace sluice::gateway {

namespace {

/// What both ends have to end a WebSocket that the gateway closes.
constexpr std::chrono::seconds goodbye{1};

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

/// One direction.
struct Way {
    event::Socket& from;
    event::Socket& to;
    bool toServer;
    const bool& stopping;
    uint64_t& count;
    std::optional<WebSocketFrames> frames = {};  // of a WebSocket

    /// Whether the gateway's Close may be sent.
    bool mayClose() const { return stopping && frames && frames->betweenFrames(); }
    /// What of the bytes is to be sent: of a WebSocket that is to be closed, no further frame.
    std::string_view passed(std::string_view bytes) {
        if (frames && stopping) return bytes.substr(0, frames->next(bytes));
        if (frames) frames->pass(bytes);
        return bytes;
    }
};

/// Until the peer has ended its stream, too, which it does when it has got the Close. What it has
/// sent meanwhile is not for anybody, but unread it would reset the Close away.
event::Task<> discard(event::Socket& from) {
    const TimePoint end = Clock::now() + goodbye;
    event::Buffer buffer;
    while (Clock::now() < end) {
        const event::Io io = from.receive(buffer);
        buffer.consume(io.bytes);
        if (io.status == event::Io::Status::done) continue;
        if (io.status != event::Io::Status::wouldBlock) co_return;
        co_await from.readable(end);
    }
}

event::Task<> close(Way& way, Activity& activity) {
    way.to.interruptRead();  // whom the other way waits for
    if (!way.frames->closed()) {
        const std::string frame = goingAway(way.toServer);
        const bool sent = co_await sendAll(way.to, frame, activity);
        if (!sent) co_return;
    }
    way.to.shutdownSend();
    co_await discard(way.from);
}

/// Ends the other socket's sending side at the end of this one's stream.
event::Task<> pump(Way way, std::string first, Activity& activity) {
    way.count += first.size();
    if (!co_await sendAll(way.to, way.passed(first), activity)) co_return;
    event::Buffer buffer;
    for (;;) {
        if (way.mayClose()) co_return co_await close(way, activity);
        const event::Io io = way.from.receive(buffer);
        if (io.status == event::Io::Status::done) {
            way.count += io.bytes;
            if (!co_await sendAll(way.to, way.passed(buffer.bytes()), activity)) co_return;
            buffer.consume(io.bytes);
            continue;
        }
        if (io.status != event::Io::Status::wouldBlock) break;
        auto readable = [&way](TimePoint deadline) { return way.from.readable(deadline); };
        const bool waited = co_await waitFor(readable, activity);
        if (!waited) co_return;
    }
    way.to.shutdownSend();
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
                        std::string fromServer, TunnelKind kind, TunnelLimits limits,
                        metrics::WorkerCell& cell, TunnelBytes& bytes) {
    const OpenTunnel open(cell);
    const TimePoint now = Clock::now();
    Activity activity{limits, now, event::deadlineAfter(now, limits.lifetime)};
    client.onPeerClosed(nullptr, nullptr);
    Way up{client, server, true, kind.stopping, bytes.fromClient};
    Way down{server, client, false, kind.stopping, bytes.toClient};
    if (kind.webSocket) {
        up.frames.emplace();
        down.frames.emplace();
    }
    Beside upstream(pump(up, std::move(fromClient), activity));
    co_await pump(down, std::move(fromServer), activity);
    if (!activity.over() && !client.peerClosed()) co_await upstream;
}

}  // namespace sluice::gateway
