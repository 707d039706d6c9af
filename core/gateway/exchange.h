#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/admission.h"
#include "gateway/attempt.h"
#include "gateway/recording.h"
#include "gateway/replay_body.h"
#include "gateway/request_body.h"
#include "gateway/retries.h"
#include "gateway/worker_gateway.h"
#include "listener/connection.h"

namespace sluice::gateway {

/// One request and its answer, from the head that was read to the record that is kept. Lives in the
/// connection's coroutine; destroying it anywhere cancels all that it waits for.
class Exchange {
public:
    Exchange(WorkerGateway& gateway, listener::Connection& connection);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    event::Task<> run();

private:
    bool matchRoute();
    bool limitsForwarding() const;
    event::Task<upstream::Outcome<>> fetch();
    std::optional<size_t> chooseServer(const Retries& retries);
    event::Task<upstream::Outcome<>> raceOn(const Retries& retries, TimePoint deadline);
    void letLoserGo();
    bool hedges() const;
    upstream::BodySource* body();
    event::Task<> stream();
    event::Task<> tunnel();
    event::Task<> answerProblem(http::Problem problem, bool close = false);
    event::Task<> answerFailure(const upstream::Failure& failure);
    event::Task<> answerItself();

    WorkerGateway& m_gateway;
    listener::Connection& m_connection;
    listener::ResponseWriter& m_client;
    const std::shared_ptr<const WorkerConfiguration> m_configuration;
    Recording m_recording;
    const routing::Route* m_route = nullptr;
    WorkerPool* m_pool = nullptr;
    std::string m_requestId;
    RequestBody m_requestBody;
    std::optional<ReplayBody> m_body;
    Admission m_admission;
    std::optional<Attempt::Context> m_context;
    std::optional<Attempt> m_attempt;
    std::optional<Attempt> m_second;  // beside a slow first one
    Attempt* m_answer = nullptr;      // whichever of them the client gets
};

}  // namespace sluice::gateway
