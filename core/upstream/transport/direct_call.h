#pragma once

#include <optional>
#include <string>

#include "upstream/transport/connection_pool.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// A request on a connection of the pool. The body is sent by a task of its own while the answer is
/// read, so that a server may answer before it has read everything.
class DirectCall final : public Call {
public:
    struct Timeouts {
        Duration read;
        Duration write;
        Duration streamIdle;
    };

    DirectCall(ConnectionPool& pool, Timeouts timeouts, const std::shared_ptr<Server>& server,
               const http::RequestHead& head, BodySource* body, metrics::Timeline* timeline);

    /// Obtains a connection and sends the head on it, if neither has to wait. False: begin() does
    /// what is left.
    bool beginNow();
    event::Task<Outcome<>> begin(bool fresh = false);

    event::Task<Outcome<>> readHead(http::ResponseHead& head, AnswerDeadline& deadline) override;
    event::Task<Outcome<std::string_view>> readBody() override;
    bool bodyReady() const override;
    const http::HeaderMap& trailers() const override { return m_trailers; }
    std::optional<Upgraded> takeUpgraded() override;

private:
    void writeHead();
    void startUpload();
    void expectHead(http::ResponseHead& head);
    Outcome<bool> parseHead();
    std::optional<Outcome<std::string_view>> nextPiece();
    event::Task<Outcome<std::string_view>> receivePiece();
    Outcome<bool> receiveNow();
    TimePoint headLimit(AnswerDeadline& deadline) const;
    TimePoint pieceLimit() const;
    bool owesPiece() const;
    Failure silence() const;
    event::Task<Outcome<>> sendAll(std::string_view first, std::string_view second,
                                   std::string_view third);
    event::Task<> upload();
    static void uploadEnded(void* self);
    void complete();
    bool mayRepeat(const Failure& failure) const;
    bool rewindBody();
    Failure closedByServer() const;

    ConnectionPool& m_pool;
    const Timeouts m_timeouts;
    const std::shared_ptr<Server>& m_server;
    const http::RequestHead& m_request;
    BodySource* const m_body;
    metrics::Timeline* const m_timeline;
    Lease m_lease;
    event::Buffer m_unsent;  // of the head
    http::HeaderMap m_trailers;
    const http::ResponseHead* m_response = nullptr;
    size_t m_piece = 0;  // bytes of the buffer that the last body piece views
    bool m_bodyTouched = false;
    bool m_answered = false;  // be it by an interim answer
    bool m_uploading = false;
    std::optional<TimePoint> m_clientsTurn;  // since when the upload waits for the client
    Duration m_waited{};                     // so far, for it to send more
    bool m_serverClosed = false;             // in order: a reset completes no answer
    std::optional<Failure> m_uploadFailure;
    event::Task<> m_upload;  // last: destroyed first
};

}  // namespace sluice::upstream
