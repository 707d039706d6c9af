#pragma once

#include <QNetworkReply>
#include <coroutine>
#include <memory>
#include <optional>

#include "event/buffer.h"
#include "event/timer.h"
#include "upstream/transport/access_manager_pool.h"
#include "upstream/transport/reply_failure.h"
#include "upstream/transport/reply_head.h"
#include "upstream/transport/transport.h"
#include "upstream/transport/upload.h"

namespace sluice::upstream {

/// A request as a QNetworkReply. What Qt receives is read from it as the caller asks; Qt itself
/// holds no more than 64 KiB of an HTTP/1.1 answer. An HTTP/2 answer comes as fast as the server
/// sends: one that the caller lets grow to 16 MiB is given up, and a GET whose answer announces
/// more than that is sent again by HTTP/1.1; so is one that is answered by a challenge, whose body
/// Qt loses.
class AccessManagerCall final : public Call {
public:
    struct Timeouts {
        Duration connect;
        Duration read;
        Duration write;
        Duration streamIdle;
    };
    /// The request's body: from the client as it comes, or gathered before; or neither.
    struct Body {
        BodySource* source = nullptr;
        QByteArray gathered;
    };

    /// Sends the request at once.
    AccessManagerCall(AccessManagerLease lease, Timeouts timeouts, const http::RequestHead& head,
                      QNetworkRequest request, Body body, metrics::Timeline* timeline);
    ~AccessManagerCall() override;

    event::Task<Outcome<>> readHead(http::ResponseHead& head, AnswerDeadline& deadline) override;
    event::Task<Outcome<std::string_view>> readBody() override;
    bool bodyReady() const override;
    bool provesEnd() const override;
    const http::HeaderMap& trailers() const override { return m_trailers; }
    std::optional<Upgraded> takeUpgraded() override { return std::nullopt; }

private:
    class Change;

    UploadDevice* bodyDevice(Body body);
    void begin(QNetworkRequest request, Body body);
    void listen();
    void received();
    Outcome<> takeHead(http::ResponseHead& head);
    bool needsHttp1(const http::ResponseHead& head) const;
    void restartWithHttp1();
    bool mayStartAgain() const;
    void startAgain();
    void changed();
    static void expired(void* self);
    bool connecting() const { return m_connecting && !(m_device && m_device->touched()); }
    bool uploading() const { return m_upload && m_upload->running(); }
    /// Whether a piece of the answer is due, as far as its framing tells.
    bool owesPiece() const;
    TimePoint limit() const;
    Failure timedOut() const;
    tl::unexpected<Failure> give(Failure failure);
    Outcome<std::string_view> finishBody();
    void dropReply();
    void close();

    AccessManagerLease m_lease;
    const Timeouts m_timeouts;
    const http::RequestHead& m_request;
    metrics::Timeline* m_timeline;  // until the answer's head is there
    QObject m_context;              // of the connections to the reply
    QNetworkReply* m_reply = nullptr;
    std::unique_ptr<Upload> m_upload;
    QByteArray m_gathered;
    UploadDevice* m_device = nullptr;  // of either; the reply's
    Progress m_progress = Progress::nothingSent;
    bool m_connecting = true;
    TimePoint m_since;  // the last sign of life
    std::string m_certificate;
    event::Buffer m_buffer;
    http::HeaderMap m_trailers;
    http::Framing m_framing;
    int m_status = 0;
    bool m_http2 = false;
    int m_starts = 1;
    InterimFields m_interim;
    bool m_overrun = false;  // an HTTP/2 answer that nobody reads
    bool m_cut = false;      // Qt told of an error, if only one without a number
    uint64_t m_received = 0;
    size_t m_piece = 0;
    event::Timer m_timer;
    std::coroutine_handle<> m_waiting;
    bool m_timedOut = false;
};

}  // namespace sluice::upstream
