#pragma once

#include <optional>
#include <string_view>

#include "cache/body.h"
#include "cache/cache_status.h"
#include "cache/multipart_ranges.h"
#include "cache/range.h"
#include "cache/stored_response.h"
#include "gateway/attempt.h"
#include "gateway/spare_heads.h"
#include "listener/response_sink.h"

namespace sluice::gateway {

/// Answers a client with a stored response: the whole, the ranges that it asks for, or 304 if it
/// has it already. The body may still be growing. Belongs to an exchange.
class StoredAnswer {
public:
    /// `at`: when it was found, for its age. The first two outlive this.
    StoredAnswer(const Attempt::Order& order, listener::ResponseSink& sink,
                 cache::StoredResponsePtr stored, cache::WallTime at);
    ~StoredAnswer();
    StoredAnswer(const StoredAnswer&) = delete;
    StoredAnswer& operator=(const StoredAnswer&) = delete;

    /// Whether it can be sent at once.
    bool ready() const { return isHere() && (!m_awaited || *m_awaited < m_stored->body->size()); }
    /// Waits for the first byte of a range that is on its way. False if that is too far away or
    /// does not come in time, and if the body is gone: the server is to be asked. Nothing has been
    /// sent.
    event::Task<bool> reach(TimePoint deadline);
    /// Sends it all, with `own` fields for this client. The answer is as far as it got when the
    /// client fails; an answer whose body breaks off is aborted.
    event::Task<> send(const cache::CacheStatus& status, const http::HeaderMap& own,
                       bool mayKeepAlive);
    /// Whether the body broke off.
    bool brokeOff() const { return m_brokeOff; }
    int status() const { return m_heads->response.status; }

private:
    bool isHere() const { return m_reader.valid() && !m_isForServer; }
    void choose();
    bool holds(const cache::RangePlan& plan, std::optional<uint64_t> length);
    void chooseWhole();
    void chooseRanges(const cache::RangePlan& plan, uint64_t length);
    void addFields(const cache::CacheStatus& status);
    bool writeRange(cache::Body::Reader& reader, uint64_t& bytes);
    event::Task<> sendRange(cache::Body::Reader& reader, uint64_t bytes);
    event::Task<> sendParts();
    event::Task<> sendBody();
    event::Task<> flush();
    void end();

    const Attempt::Order& m_order;
    listener::ResponseSink& m_sink;
    const cache::StoredResponsePtr m_stored;
    const cache::WallTime m_at;
    cache::Body::Reader m_reader;
    std::unique_ptr<MessageHeads> m_heads;
    std::optional<cache::MultipartRanges> m_parts;
    std::optional<uint64_t> m_awaited;  // the first byte of a range of a growing body
    bool m_isForServer = false;         // the body holds no answer, or not soon
    uint64_t m_bytes = 0;               // of the body that are still to be written
    bool m_whole = false;
    bool m_brokeOff = false;
};

}  // namespace sluice::gateway
