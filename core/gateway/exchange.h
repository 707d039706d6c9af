#pragma once

#include <memory>
#include <string>

#include "gateway/recording.h"
#include "gateway/request_body.h"
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
    using Sent = upstream::Outcome<std::unique_ptr<upstream::Call>>;

    bool matchRoute();
    bool chooseServer();
    bool limitsForwarding() const;
    event::Task<Sent> fetch();
    event::Task<upstream::Outcome<>> readFinalHead(upstream::Call& call);
    event::Task<> stream(upstream::Call& call);
    event::Task<> tunnel(upstream::Call& call);
    event::Task<> answerProblem(http::Problem problem);
    event::Task<> answerFailure(const upstream::Failure& failure);
    event::Task<> answerItself();

    WorkerGateway& m_gateway;
    listener::Connection& m_connection;
    listener::ResponseWriter& m_client;
    const std::shared_ptr<const WorkerConfiguration> m_configuration;
    Recording m_recording;
    const routing::Route* m_route = nullptr;
    WorkerPool* m_pool = nullptr;
    std::shared_ptr<upstream::Server> m_server;
    std::string m_requestId;
    RequestBody m_body;
    http::RequestHead m_forwarded;
    http::ResponseHead m_response;
};

}  // namespace sluice::gateway
