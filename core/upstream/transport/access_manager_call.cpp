#include "upstream/transport/access_manager_call.h"

#include <QPointer>
#include <QSslError>
#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/socket.h"
#include "upstream/transport/idempotence.h"

namespace sluice::upstream {

namespace {

constexpr qint64 readAheadBytes = 64 * 1024;
constexpr int maxStarts = 3;
constexpr qint64 maxHttp2Bytes = 16 * 1024 * 1024;

std::string describe(const QSslError& error) {
    const QString subject = error.certificate().subjectDisplayName();
    const QString of = subject.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(subject);
    return (error.errorString() + of).toStdString();
}

QNetworkReply* start(QNetworkAccessManager& manager, const std::string& method,
                     const QNetworkRequest& request, QIODevice* body) {
    if (!body && method == "GET") return manager.get(request);
    if (method == "HEAD") return manager.head(request);
    return manager.sendCustomRequest(request, QByteArray::fromStdString(method), body);
}

}  // namespace

/// Waits until the reply tells something or the deadline comes; false for the latter.
class AccessManagerCall::Change {
public:
    Change(AccessManagerCall& call, TimePoint deadline) : m_call(call), m_deadline(deadline) {}
    ~Change() {
        m_call.m_waiting = {};
        m_call.m_timer.disarm();
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
        m_call.m_timedOut = false;
        m_call.m_waiting = handle;
        m_call.m_timer.arm(m_deadline);
    }
    bool await_resume() const { return !m_call.m_timedOut; }

private:
    AccessManagerCall& m_call;
    TimePoint m_deadline;
};

AccessManagerCall::AccessManagerCall(AccessManagerLease lease, Timeouts timeouts,
                                     const http::RequestHead& head, QNetworkRequest request,
                                     Body body, metrics::Timeline* timeline)
    : m_lease(std::move(lease)),
      m_timeouts(timeouts),
      m_request(head),
      m_timeline(timeline),
      m_since(Clock::now()),
      m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {
    begin(std::move(request), std::move(body));
    listen();
}

AccessManagerCall::~AccessManagerCall() {
    close();
}

/// A device that cannot be rewound keeps Qt from repeating what is not idempotent, which it
/// otherwise does when a connection ends before the answer: hence one even for an empty body.
UploadDevice* AccessManagerCall::bodyDevice(Body body) {
    const bool repeatable = isIdempotent(m_request.method);
    if (body.source) {
        m_upload = std::make_unique<Upload>(
            *body.source, repeatable, m_timeouts.write,
            [](void* self) { static_cast<AccessManagerCall*>(self)->changed(); }, this);
        return m_upload->device();
    }
    if (repeatable && m_request.framing.kind == http::Framing::Kind::none) return nullptr;
    m_gathered = std::move(body.gathered);
    auto* device = new UploadDevice(nullptr, repeatable);
    device->offer({m_gathered.data(), static_cast<size_t>(m_gathered.size())});
    return device;
}

void AccessManagerCall::begin(QNetworkRequest request, Body body) {
    const bool streamed = body.source != nullptr;
    m_device = bodyDevice(std::move(body));
    if (m_device) {
        const qint64 length =
            streamed ? static_cast<qint64>(m_request.framing.length) : m_gathered.size();
        request.setHeader(QNetworkRequest::ContentLengthHeader, length);
        m_progress = Progress::unknown;
        // Qt does not tell when it has sent a request whose body is empty.
        m_connecting = length > 0;
    }
    m_reply = start(m_lease.manager(), m_request.method, request, m_device);
    if (m_device) m_device->setParent(m_reply);
    m_reply->setReadBufferSize(readAheadBytes);
}

void AccessManagerCall::listen() {
    const auto connect = [this](auto signal, auto slot) {
        QObject::connect(m_reply, signal, &m_context, slot);
    };
    connect(&QNetworkReply::socketStartedConnecting, [this] {
        if (m_progress != Progress::unknown) m_connecting = true;
        enter(m_timeline, metrics::Phase::connect, Clock::now());
        changed();
    });
    connect(&QNetworkReply::requestSent, [this] {
        m_progress = std::max(m_progress, Progress::sent);
        m_connecting = false;
        enter(m_timeline, metrics::Phase::firstByte, Clock::now());
        changed();
    });
    connect(&QNetworkReply::sslErrors, [this](const QList<QSslError>& errors) {
        if (!errors.isEmpty()) m_certificate = describe(errors.front());
    });
    connect(&QNetworkReply::metaDataChanged, [this] {
        m_progress = Progress::answered;
        changed();
    });
    connect(&QNetworkReply::readyRead, [this] { received(); });
    // Also with NoError, of an HTTP/2 stream that the server resets with NO_ERROR before its end.
    connect(&QNetworkReply::errorOccurred, [this] { m_cut = true; });
    connect(&QNetworkReply::finished, [this] { changed(); });
}

/// Qt 6.4 has no flow control of HTTP/2 streams: what nobody reads would pile up without end.
void AccessManagerCall::received() {
    if (m_http2 && !m_overrun && m_reply->bytesAvailable() > maxHttp2Bytes) {
        m_overrun = true;
        return m_reply->abort();  // tells of it itself; the caller may have destroyed this then
    }
    changed();
}

/// Goes on with the caller, who may destroy this.
void AccessManagerCall::changed() {
    m_since = Clock::now();
    if (m_waiting) std::exchange(m_waiting, {}).resume();
}

void AccessManagerCall::expired(void* self) {
    auto& call = *static_cast<AccessManagerCall*>(self);
    call.m_timedOut = true;
    std::exchange(call.m_waiting, {}).resume();
}

TimePoint AccessManagerCall::limit() const {
    if (connecting()) return event::deadlineAfter(m_since, m_timeouts.connect);
    // A server that is still being sent the body need not have answered.
    if (uploading()) return TimePoint::max();
    return event::deadlineAfter(m_since, owesPiece() ? m_timeouts.read : m_timeouts.streamIdle);
}

bool AccessManagerCall::owesPiece() const {
    return m_progress != Progress::answered || m_framing.kind == http::Framing::Kind::length;
}

Failure AccessManagerCall::timedOut() const {
    if (connecting()) {
        return {Blame::server, Failure::Kind::connectTimeout,
                "no answer to the connection attempt (timeouts.connect)",
                m_progress == Progress::nothingSent};
    }
    if (!owesPiece()) {
        return {Blame::gateway, Failure::Kind::readTimeout,
                "the stream was silent for longer than timeouts.stream_idle"};
    }
    return {Blame::server, Failure::Kind::readTimeout,
            "the server sent nothing in the time of timeouts.read, or of the route"};
}

event::Task<Outcome<>> AccessManagerCall::readHead(http::ResponseHead& head,
                                                   AnswerDeadline& deadline) {
    while (m_progress != Progress::answered) {
        if (m_upload && m_upload->failure()) co_return give(*m_upload->failure());
        if (m_reply->isFinished() && mayStartAgain()) {
            startAgain();
        } else if (m_reply->isFinished()) {
            co_return give(failureOf(*m_reply, m_progress, m_certificate));
        }
        if (!connecting() && !uploading()) deadline.begin(Clock::now());
        const bool told = co_await Change(*this, std::min(deadline.end(), limit()));
        if (told) continue;
        if (const TimePoint now = Clock::now(); now >= deadline.end() || now >= limit()) {
            co_return give(timedOut());
        }
    }
    m_connecting = false;
    const auto taken = takeHead(head);
    if (!taken || head.status < 200) co_return taken;
    if (needsHttp1(head)) {
        restartWithHttp1();
        co_return co_await readHead(head, deadline);
    }
    m_timeline = nullptr;
    if (m_http2) m_reply->setReadBufferSize(0);  // so that what has come can be seen
    co_return Outcome<>{};
}

/// By HTTP/1.1, Qt takes an interim answer for the final one, and loses that.
Outcome<> AccessManagerCall::takeHead(http::ResponseHead& head) {
    const auto read = readReplyHead(*m_reply, m_request.method, m_interim, head);
    if (!read) return give({Blame::server, Failure::Kind::malformed, read.error().message});
    m_framing = head.framing;
    m_status = head.status;
    m_http2 = m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    if (head.status >= 200) return {};
    if (!m_http2 || !head.isInterim()) {
        return give({Blame::gateway, Failure::Kind::malformed,
                     "the server sent an interim answer, " + std::to_string(head.status) +
                         ", which Qt's network stack cannot pass; set transport = \"direct\""});
    }
    m_progress = Progress::sent;
    m_starts = maxStarts;  // the server has begun: nothing is repeated after that
    return {};
}

bool AccessManagerCall::needsHttp1(const http::ResponseHead& head) const {
    if (!m_http2 || m_device || m_request.method != "GET") return false;
    if (head.status == 401) return head.fields.contains("WWW-Authenticate");
    return m_framing.kind == http::Framing::Kind::length &&
           m_framing.length > static_cast<uint64_t>(maxHttp2Bytes);
}

void AccessManagerCall::restartWithHttp1() {
    QNetworkRequest request = m_reply->request();
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    dropReply();
    m_progress = Progress::sent;
    m_connecting = true;
    m_cut = false;
    m_since = Clock::now();
    begin(std::move(request), {});
    listen();
}

/// What the server has certainly not processed, and is there to be sent again.
bool AccessManagerCall::mayStartAgain() const {
    return isUnprocessed(*m_reply) && !m_upload && m_starts < maxStarts;
}

void AccessManagerCall::startAgain() {
    const QNetworkRequest request = m_reply->request();
    if (m_device) m_device->detach();
    m_device = nullptr;
    dropReply();
    m_lease.changeManager();
    ++m_starts;
    m_progress = Progress::nothingSent;
    m_connecting = true;
    m_cut = false;
    m_since = Clock::now();
    begin(request, {nullptr, m_gathered});
    listen();
}

bool AccessManagerCall::bodyReady() const {
    return !m_reply || m_reply->bytesAvailable() > 0 || m_reply->isFinished();
}

/// By HTTP/1.1, Qt takes a bad chunk size, and any end of a connection, for the answer's end.
bool AccessManagerCall::provesEnd() const {
    using Framed = http::Framing::Kind;
    return m_http2 || m_framing.kind == Framed::none || m_framing.kind == Framed::length;
}

event::Task<Outcome<std::string_view>> AccessManagerCall::readBody() {
    m_buffer.consume(std::exchange(m_piece, 0));
    while (m_reply) {
        if (m_upload && m_upload->failure()) co_return give(*m_upload->failure());
        if (m_overrun) {
            co_return give({Blame::client, Failure::Kind::truncated,
                            "the client reads more slowly than the server sends by HTTP/2"});
        }
        const std::span<char> room = m_buffer.prepare();
        const qint64 read = m_reply->read(room.data(), static_cast<qint64>(room.size()));
        if (read > 0) {
            m_piece = static_cast<size_t>(read);
            m_buffer.commit(m_piece);
            m_received += m_piece;
            co_return m_buffer.bytes();
        }
        m_buffer.release();
        if (m_reply->isFinished()) co_return finishBody();
        m_since = Clock::now();
        const bool told = co_await Change(*this, limit());
        if (told) continue;
        if (Clock::now() >= limit()) co_return give(timedOut());
    }
    co_return std::string_view{};
}

Outcome<std::string_view> AccessManagerCall::finishBody() {
    const auto error = m_reply->error();
    const bool tooShort =
        m_framing.kind == http::Framing::Kind::length && m_received < m_framing.length;
    if (tooShort || (m_cut && !isStatusError(error, m_status))) {
        return give({Blame::server, Failure::Kind::truncated,
                     "the answer ended too early: " + m_reply->errorString().toStdString()});
    }
    close();
    return std::string_view{};
}

/// After what was not foreseen, a connection may hold what Qt takes for the next answer, or be
/// closed without Qt's knowing.
tl::unexpected<Failure> AccessManagerCall::give(Failure failure) {
    if (m_reply && failure.kind != Failure::Kind::clientBody) m_lease.retireManager();
    close();
    return tl::unexpected(std::move(failure));
}

/// May run inside one of the reply's own signals, hence the deferred deletion.
void AccessManagerCall::dropReply() {
    QObject::disconnect(m_reply, nullptr, &m_context, nullptr);
    m_reply->abort();
    event::EpollDispatcher::current()->defer([reply = QPointer<QNetworkReply>(std::exchange(
                                                  m_reply, nullptr))] { delete reply.data(); });
}

void AccessManagerCall::close() {
    if (!m_reply) return;
    if (m_device) m_device->detach();
    m_device = nullptr;
    m_upload.reset();
    dropReply();
    m_lease.reset();
}

}  // namespace sluice::upstream
