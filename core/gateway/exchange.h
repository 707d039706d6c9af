#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/cache_lookup.h"
#include "gateway/fetch.h"
#include "gateway/recording.h"
#include "gateway/request_body.h"
#include "gateway/request_id.h"
#include "gateway/stored_answer.h"
#include "gateway/worker_gateway.h"
#include "http/problem.h"
#include "listener/client.h"

namespace sluice::gateway {

/// One request and its answer, from the head that was read to the record that is kept. Lives in the
/// client's coroutine; destroying it anywhere cancels all that it waits for.
class Exchange {
public:
    Exchange(WorkerGateway& gateway, listener::Client& client);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    event::Task<> run();

private:
    bool matchRoute();
    bool refusesPath() const;
    bool hidesChoice() const;
    std::optional<http::Problem> refusal() const;
    bool usesCache() const;
    event::Task<bool> bufferBody();
    event::Task<bool> bufferSlowBody(size_t bytes);
    event::Task<bool> answerFromCache();
    event::Task<> serveStored(const http::HeaderMap& ownFields);
    void noteAnswer(const http::ResponseHead& response);
    void noteUnanswered();
    event::Task<> stream(Fetch& fetch);
    event::Task<> tunnel(Attempt& answer);
    event::Task<> answerProblem(http::Problem problem, bool close = false);
    event::Task<> answerFailure(Fetch::Failure failure);
    event::Task<> answerItself();
    const Attempt* attempt() const;

    WorkerGateway& m_gateway;
    listener::Client& m_client;
    listener::ResponseSink& m_sink;
    const std::shared_ptr<const WorkerConfiguration> m_configuration;
    Recording m_recording;
    const routing::Route* m_route = nullptr;
    WorkerPool* m_pool = nullptr;
    const Configuration::Target* m_target = nullptr;
    const RequestId m_requestId;
    RequestBody m_requestBody;
    std::optional<Attempt::Order> m_order;
    std::optional<CacheLookup> m_lookup;
    std::optional<StoredAnswer> m_stored;
    std::unique_ptr<OwnFetch> m_ownFetch;  // begun for the cache, which may not have its answer
    std::optional<Fetch> m_fetch;
};

}  // namespace sluice::gateway
