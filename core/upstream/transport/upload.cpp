#include "upstream/transport/upload.h"

#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/socket.h"

namespace sluice::upstream {

/// Waits until Qt has read a piece; false if it took longer than the write timeout.
class Upload::Drain {
public:
    Drain(Upload& upload, std::string_view piece) : m_upload(upload), m_piece(piece) {}
    ~Drain() { m_upload.m_waiting = {}; }
    Drain(const Drain&) = delete;
    Drain& operator=(const Drain&) = delete;

    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
        m_upload.m_waiting = handle;
        m_upload.armTimeout();
        m_upload.m_device->offer(m_piece);
    }
    bool await_resume() { return m_upload.m_device->drained(); }

private:
    Upload& m_upload;
    std::string_view m_piece;
};

Upload::Upload(BodySource& body, bool repeatable, Duration writeTimeout, Ended ended, void* context)
    : m_body(body),
      m_writeTimeout(writeTimeout),
      m_onEnded(ended),
      m_context(context),
      m_device(new UploadDevice(this, repeatable)),
      m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {}

Upload::~Upload() {
    m_device->detach();
}

/// Goes on from the event loop: this is called deep inside Qt.
void Upload::taken() {
    m_progress = Clock::now();
    if (!m_task.valid() || (m_waiting && m_device->drained())) {
        m_timer.arm(m_progress);
    } else if (m_waiting) {
        armTimeout();
    }
}

void Upload::armTimeout() {
    m_timer.arm(event::deadlineAfter(Clock::now(), m_writeTimeout));
}

void Upload::expired(void* self) {
    auto& upload = *static_cast<Upload*>(self);
    if (upload.m_waiting) return std::exchange(upload.m_waiting, {}).resume();
    upload.m_task = upload.run();
    upload.m_task.start(&finished, self);
}

event::Task<> Upload::run() {
    for (;;) {
        const auto piece = co_await m_body.next();
        if (!piece) {
            m_failure = piece.error();
            co_return;
        }
        if (piece->empty()) co_return;
        const bool drained = co_await Drain(*this, *piece);
        if (drained) continue;
        m_failure = Failure{Blame::server, Failure::Kind::writeTimeout,
                            "the server did not read the request (timeouts.write)"};
        co_return;
    }
}

void Upload::finished(void* self) {
    auto& upload = *static_cast<Upload*>(self);
    upload.m_ended = true;
    upload.m_progress = Clock::now();
    upload.m_onEnded(upload.m_context);
}

}  // namespace sluice::upstream
