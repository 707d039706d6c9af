#pragma once

#include <memory>
#include <string>

#include "gateway/fetch.h"

namespace sluice::gateway {

/// A fetch with all that it names, so that it can outlive the client that asked first.
struct OwnFetch {
    /// `interim`: takes interim answers, and outlives run() of the fetch.
    OwnFetch(const Attempt::Order& like, std::shared_ptr<const WorkerConfiguration> kept,
             listener::InterimSink& interim)
        : configuration(std::move(kept)),
          request(like.request),
          peer(like.peer),
          requestId(like.requestId),
          order{.request = request,
                .peer = peer,
                .requestId = requestId,
                .received = like.received,
                .route = like.route,
                .target = like.target,
                .pool = like.pool,
                .gateway = like.gateway,
                .interim = &interim},
          fetch(order, nullptr) {}

    const std::shared_ptr<const WorkerConfiguration> configuration;  ///< keeps route and pool
    http::RequestHead request;
    const std::string peer;
    const std::string requestId;
    const Attempt::Order order;
    Fetch fetch;
};

}  // namespace sluice::gateway
