#pragma once

#include <memory>
#include <string>

#include "gateway/locations.h"
#include "gateway/recording.h"
#include "gateway/worker_gateway.h"
#include "listener/response_sink.h"
#include "routing/route.h"

namespace sluice::gateway {

/// One try of an exchange on one server, from the request that is sent to the answer's last byte.
/// Counts for that server, whatever becomes of it: destroying it is how it is cancelled.
/// On the exchange's worker.
class Attempt {
public:
    /// What is asked for, the same for all tries; outlives them.
    struct Order {
        const http::RequestHead& request;
        std::string_view peer;  ///< the client's address
        std::string_view requestId;
        std::string upgrade = {};  ///< protocols to offer to the server; empty: none
        TimePoint received;        ///< from when the route's time limit counts
        const routing::Route& route;
        WorkerPool& pool;
        WorkerGateway& gateway;
        listener::ResponseSink* interim = nullptr;  ///< takes interim answers; null: nobody does
        metrics::Timeline* timeline = nullptr;      ///< of whom it is for; null: of nobody
    };

    /// `hash`: of what consistent-hash goes by. `server`: its index in the pool. `again`: a retry,
    /// or a second one beside a slow first.
    Attempt(const Order& order, uint64_t hash, size_t server, bool again);
    ~Attempt();
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    /// Sends the request and waits for the head of the final answer. `body`: null for none.
    /// `interim`: whether the order's writer gets interim answers as they come.
    /// `timeline`: is told of the phases; null for one beside another, which tells them.
    event::Task<upstream::Outcome<>> run(upstream::BodySource* body, TimePoint deadline,
                                         bool interim, metrics::Timeline* timeline);

    size_t index() const { return m_index; }
    upstream::Server& server() const { return m_server; }
    upstream::Call& call() { return *m_call; }
    http::ResponseHead& response() { return m_heads->response; }  ///< after run()

    /// The server failed; told by run() itself, so only for what comes after it.
    void fail(const upstream::Failure& failure);
    /// The answer has been passed on to its last byte.
    void finish(uint64_t bytesIn, uint64_t bytesOut, TimePoint now);
    /// The server took all the time that a try may take.
    upstream::Outcome<> giveUp();
    /// Another attempt gave the answer: if this one has none yet, its server took at least that
    /// long.
    void outrun();
    /// Counts it now: what follows, such as a tunnel, is not part of it.
    void release();

private:
    upstream::Outcome<> prepare();
    Locations locations() const;
    void passInterim(bool wanted);
    upstream::Outcome<> judge(upstream::Outcome<> outcome);
    void log(upstream::Ending ending, TimePoint now);

    const Order& m_order;
    const uint64_t m_hash;
    const size_t m_index;
    const bool m_again;
    upstream::Server& m_server;
    const TimePoint m_start;
    Recording m_recording;
    metrics::Timeline* m_timeline = nullptr;
    std::unique_ptr<MessageHeads> m_heads;
    std::unique_ptr<upstream::Call> m_call;
    bool m_judged = false;
    bool m_underWay = true;
};

}  // namespace sluice::gateway
