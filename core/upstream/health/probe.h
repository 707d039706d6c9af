#pragma once

#include <functional>
#include <memory>
#include <string>

#include "event/task.h"
#include "event/timer.h"
#include "upstream/health_options.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// What a check found, in a person's words: "200", "connected", "connection refused",
/// "status 503, expected 200-399", "no answer within 1 s", "the body does not hold …".
struct CheckResult {
    bool good = false;
    std::string text;
    bool conclusive = true;  ///< false: it is not the server's fault that there is no answer
};

/// One check of one server, on the thread that made it, which runs an EpollDispatcher. Destroying
/// it cancels the check.
class Probe {
public:
    /// How far into an answer its text is looked for.
    static constexpr size_t maxBodyBytes = 64 * 1024;
    /// How far it is read, whatever it says: to break it off would be an error to the server.
    static constexpr size_t maxReadBytes = 1024 * 1024;
    using Done = std::function<void(CheckResult)>;

    /// `transport` outlives it; TCP checks do not use it. `done` is called once and may destroy the
    /// probe; it may be called before start() returns.
    Probe(Transport& transport, std::shared_ptr<Server> server, CheckOptions options, Done done);
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    void start();

private:
    event::Task<> checkTcp();
    event::Task<> checkHttp();
    event::Task<> checkAnswer(Call& call, int status);
    event::Task<CheckResult> findText(Call& call, std::string told);
    static event::Task<> readOn(Call& call);
    static void finished(void* self);
    static void expired(void* self);
    void end();

    Transport& m_transport;
    const std::shared_ptr<Server> m_server;
    const CheckOptions m_options;
    Done m_done;
    CheckResult m_result;  // as far as it is known
    event::Timer m_timer;
    event::Task<> m_task;  // last: destroyed first
};

}  // namespace sluice::upstream
