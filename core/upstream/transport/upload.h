#pragma once

#include <coroutine>
#include <optional>

#include "event/task.h"
#include "event/timer.h"
#include "upstream/transport/transport.h"
#include "upstream/transport/upload_device.h"

namespace sluice::upstream {

/// Carries a body of known length from the client to QNetworkAccessManager, one piece at a time,
/// from the moment at which Qt first asks for it. Destroying it ends that.
class Upload final : private UploadDevice::Source {
public:
    using Ended = void (*)(void* context);

    /// `ended` is called from the event loop when the body was read to its end or failed.
    Upload(BodySource& body, bool repeatable, Duration writeTimeout, Ended ended, void* context);
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    /// For the reply to own: Qt may read from it until the reply is deleted.
    UploadDevice* device() { return m_device; }
    bool running() const { return !m_ended; }
    const std::optional<Failure>& failure() const { return m_failure; }
    /// When Qt last took something.
    TimePoint progress() const { return m_progress; }

private:
    class Drain;

    void taken() override;
    void armTimeout();
    event::Task<> run();
    static void finished(void* self);
    static void expired(void* self);

    BodySource& m_body;
    const Duration m_writeTimeout;
    const Ended m_onEnded;
    void* const m_context;
    UploadDevice* const m_device;
    bool m_ended = false;
    TimePoint m_progress{};
    std::optional<Failure> m_failure;
    std::coroutine_handle<> m_waiting;
    event::Timer m_timer;
    event::Task<> m_task;  // last: destroyed first
};

}  // namespace sluice::upstream
