#include "support/transport_client.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "event/pause.h"

namespace sluice::test {

using upstream::Outcome;

event::Task<Outcome<std::string_view>> TextBody::next() {
    if (pause > Duration::zero()) co_await event::Pause(pause);
    const size_t size = std::min(m_pieceBytes, m_text.size() - m_read);
    if (size == 0 && failAtEnd) co_return tl::unexpected(*failAtEnd);
    const std::string_view piece = std::string_view(m_text).substr(m_read, size);
    m_read += size;
    co_return piece;
}

bool TextBody::rewind() {
    if (canRewind) m_read = 0;
    return canRewind;
}

struct Fetch::Hold {
    Fetch& fetch;
    bool await_ready() const { return !fetch.m_hold; }
    void await_suspend(std::coroutine_handle<> handle) { fetch.m_held = handle; }
    void await_resume() {}
};

Fetch::Fetch(upstream::Transport& transport, std::shared_ptr<upstream::Server> server,
             http::RequestHead requestHead, std::unique_ptr<TextBody> requestBody)
    : request(std::move(requestHead)),
      body(std::move(requestBody)),
      m_transport(transport),
      m_server(std::move(server)) {}

Fetch& Fetch::holdAfterHead() {
    m_hold = true;
    return *this;
}

void Fetch::resume() {
    m_hold = false;
    if (m_held) std::exchange(m_held, {}).resume();
}

void Fetch::start() {
    if (std::exchange(m_started, true)) return;
    m_task = run();
    m_task.start(&finished, this);
}

void Fetch::cancel() {
    m_held = {};
    m_task.reset();
}

bool Fetch::finish() {
    start();
    QEventLoop loop;
    QTimer check;
    QObject::connect(&check, &QTimer::timeout, &loop, [&] {
        if (m_done) loop.quit();
    });
    check.start(2);
    QTimer::singleShot(std::chrono::seconds(30), &loop, &QEventLoop::quit);
    if (!m_done) loop.exec();
    return m_done;
}

void Fetch::finished(void* self) {
    static_cast<Fetch*>(self)->m_done = true;
}

event::Task<> Fetch::run() {
    const auto result = co_await exchange();
    if (!result) failure = result.error();
}

event::Task<Outcome<>> Fetch::exchange() {
    auto call = co_await m_transport.send(m_server, request, body.get(), nullptr);
    if (!call) co_return tl::unexpected(call.error());
    upstream::AnswerDeadline whole(deadline);
    upstream::AnswerDeadline answerBy(limit, &whole);
    for (;; ++interim) {
        const auto read = co_await (*call)->readHead(head, answerBy);
        if (!read) co_return tl::unexpected(read.error());
        if (!head.isInterim()) break;
    }
    m_hasHead = true;
    Hold hold{*this};
    co_await hold;
    for (;;) {
        const auto piece = co_await (*call)->readBody();
        if (!piece) co_return tl::unexpected(piece.error());
        if (piece->empty()) break;
        received += *piece;
    }
    trailers = (*call)->trailers();
    co_return Outcome<>{};
}

}  // namespace sluice::test
