#include "upstream/health/probe.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/socket.h"
#include "upstream/health/wording.h"
#include "upstream/transport/server_connection.h"

namespace sluice::upstream {

namespace {

constexpr int maxInterim = 16;

CheckResult bad(std::string text) {
    return {false, std::move(text)};
}

CheckResult bad(const Failure& failure) {
    return {false, failure.detail, failure.blamesServer()};
}

http::RequestHead requestFor(const CheckOptions& options, const Server& server) {
    http::RequestHead head;
    head.method = options.method;
    head.target = options.path;
    head.authority = options.host.empty() ? server.authority() : options.host;
    head.fields.add("Host", head.authority);
    head.fields.add("User-Agent", "sluice-health");
    head.fields.add("Accept", "*/*");
    for (const auto& [name, value] : options.headers)
        head.fields.set(name, value);
    return head;
}

bool expects(const CheckOptions& options, int status) {
    return std::any_of(options.statuses.begin(), options.statuses.end(), [&](const auto& range) {
        return status >= range.first && status <= range.last;
    });
}

std::string expectation(const CheckOptions& options) {
    std::string text;
    for (const auto& range : options.statuses) {
        text += (text.empty() ? "" : ", ") + std::to_string(range.first);
        if (range.last != range.first) text += "-" + std::to_string(range.last);
    }
    return text;
}

}  // namespace

Probe::Probe(Transport& transport, std::shared_ptr<Server> server, CheckOptions options, Done done)
    : m_transport(transport),
      m_server(std::move(server)),
      m_options(std::move(options)),
      m_done(std::move(done)),
      m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {}

void Probe::start() {
    m_result = bad("no answer within " + inSeconds(m_options.timeout));
    m_timer.arm(event::deadlineAfter(Clock::now(), m_options.timeout));
    m_task = m_options.kind == CheckOptions::Kind::tcp ? checkTcp() : checkHttp();
    m_task.start(&finished, this);
}

event::Task<> Probe::checkTcp() {
    const auto connection = co_await ServerConnection::connect(
        m_server, Duration::zero(), event::deadlineAfter(Clock::now(), m_options.timeout));
    m_result = connection ? CheckResult{true, "connected"} : bad(connection.error());
}

event::Task<> Probe::checkHttp() {
    const http::RequestHead request = requestFor(m_options, *m_server);
    const auto call = co_await m_transport.send(m_server, request, nullptr, nullptr);
    if (!call) {
        m_result = bad(call.error());
        co_return;
    }
    http::ResponseHead answer;
    AnswerDeadline never;
    for (int interim = 0; interim < maxInterim; ++interim) {
        const auto read = co_await (*call)->readHead(answer, never);
        if (!read) {
            m_result = bad(read.error());
            co_return;
        }
        if (!answer.isInterim()) break;
    }
    co_await checkAnswer(**call, answer.status);
}

event::Task<> Probe::checkAnswer(Call& call, int status) {
    const std::string told = std::to_string(status);
    if (expects(m_options, status)) {
        m_result = co_await findText(call, told);
    } else {
        m_result = bad("status " + told + ", expected " + expectation(m_options));
    }
    co_await readOn(call);
}

event::Task<CheckResult> Probe::findText(Call& call, std::string told) {
    std::string body;
    size_t searched = 0;  // a server may send byte by byte
    while (body.find(m_options.body, searched) == std::string::npos) {
        const auto piece = co_await call.readBody();
        if (!piece) co_return bad(piece.error());
        if (piece->empty() || body.size() >= maxBodyBytes) {
            co_return bad("the body does not hold \"" + m_options.body + "\"");
        }
        searched = body.size() - std::min(body.size(), m_options.body.size());
        body.append(piece->substr(0, maxBodyBytes - body.size()));
    }
    co_return CheckResult{true, std::move(told)};
}

/// To break an answer off would be an error to the server.
event::Task<> Probe::readOn(Call& call) {
    for (size_t read = 0; read < maxReadBytes;) {
        const auto piece = co_await call.readBody();
        if (!piece || piece->empty()) co_return;
        read += piece->size();
    }
}

void Probe::finished(void* self) {
    static_cast<Probe*>(self)->end();
}

void Probe::expired(void* self) {
    auto& probe = *static_cast<Probe*>(self);
    probe.m_task.reset();
    probe.end();
}

/// `done` may destroy this.
void Probe::end() {
    m_timer.disarm();
    const Done done = std::move(m_done);
    done(std::move(m_result));
}

}  // namespace sluice::upstream
