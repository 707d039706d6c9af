#pragma once

#include <string>

#include "listener/response_sink.h"

namespace sluice::gateway {

/// Keeps the answer to one request of a batch. On the batch's worker.
class BatchAnswer final : public listener::ResponseSink {
public:
    /// `room`: what the answers of the whole batch may still take, in bytes of the report that they
    /// become part of; outlives this.
    explicit BatchAnswer(uint64_t& room) : m_room(room) {}

    void interim(const http::ResponseHead&, const http::RequestHead&) override {}
    void begin(http::ResponseHead& head, const http::RequestHead& request,
               bool mayKeepAlive) override;
    void write(std::string_view piece, bool hold) override;
    using ResponseSink::finish;
    void finish(const http::HeaderMap&) override { m_finished = true; }
    void push() override {}
    bool holding() const override { return false; }
    bool blocked() const override { return false; }
    event::Task<bool> flush() override { co_return !m_failed; }
    void abort() override { m_failed = true; }

    const http::ResponseHead& head() const { return m_head; }
    const std::string& body() const { return m_body; }
    /// It failed since there was no room left for it.
    bool overran() const { return m_overran; }
    bool complete() const { return m_finished && !m_failed; }

private:
    void take(uint64_t bytes);

    uint64_t& m_room;
    http::ResponseHead m_head;
    std::string m_body;
    bool m_overran = false;
};

}  // namespace sluice::gateway
