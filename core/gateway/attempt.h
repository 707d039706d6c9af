#pragma once

#include <memory>
#include <string>

#include "gateway/locations.h"
#include "gateway/recording.h"
#include "gateway/worker_gateway.h"
#include "listener/interim_sink.h"
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
        TimePoint received;        ///< when its head was complete
        const routing::Route& route;
        const Configuration::Target& target;  ///< of the route
        WorkerPool& pool;
        WorkerGateway& gateway;
        listener::InterimSink* interim = nullptr;  ///< takes interim answers; null: nobody does
        metrics::Timeline* timeline = nullptr;     ///< of whom it is for; null: of nobody

        TimePoint deadline() const { return event::deadlineAfter(received, route.timeout); }
    };

    /// `hash`: of what consistent-hash goes by. `server`: its index in the pool. `again`: a retry,
    /// or a second one beside a slow first.
    Attempt(const Order& order, uint64_t hash, size_t server, bool again);
    ~Attempt();
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    /// Sends the request and waits for the head of the final answer. `body`: null for none.
    /// `deadline`: of the answer, in that the request is sent to this server and perhaps others.
    /// `interim`: whether the order's sink gets interim answers as they come.
    /// `timeline`: is told of the phases; null for one beside another, which tells them.
    event::Task<upstream::Outcome<>> run(upstream::BodySource* body,
                                         upstream::AnswerDeadline& deadline, bool interim,
                                         metrics::Timeline* timeline);

    size_t index() const { return m_index; }
    upstream::Server& server() const { return m_server; }
    upstream::Call& call() { return *m_call; }
    http::ResponseHead& response() { return m_heads->response; }  ///< after run()
    /// Whether the server may have the request, and has not answered it.
    bool isUnanswered() const { return m_unanswered; }
    /// Whether the client has had a part of this server's answer, be it an interim one.
    bool passedInterim() const { return m_passedInterim; }
    /// Whether the answer is no error of the server's.
    bool isGood() const { return m_heads->response.status < 500; }

    /// The server failed; told by run() itself, so only for what comes after it.
    void fail(const upstream::Failure& failure);
    /// The answer has been passed on to its last byte.
    void finish(uint64_t bytesIn, uint64_t bytesOut, TimePoint now);
    /// It took all the time that a try may take.
    upstream::Outcome<> giveUp();
    /// Another attempt gave the answer. If this one has none yet, that its server takes so long
    /// counts where it is longer than usual; of a second one, which has had less time, only where
    /// it is known what is usual.
    void outrun();
    /// Its answer may go on for ever: it stays in flight, but holds no place of the pool.
    void becomeStream();
    /// The server has nothing left to do for it.
    void leaveServer();
    /// Counts it now: what follows, such as a tunnel, is not part of it.
    void release();

private:
    upstream::Outcome<> prepare();
    Locations locations() const;
    void passInterim(bool wanted);
    void noteGivenUp();
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
    bool m_unanswered = false;
    bool m_passedInterim = false;
    bool m_underWay = true;
    bool m_stream = false;
};

}  // namespace sluice::gateway
