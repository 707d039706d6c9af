#pragma once

#include <memory>

#include "event/task.h"
#include "http/response.h"
#include "loadtest/request_mix.h"
#include "loadtest/tally.h"
#include "upstream/transport/server_connection.h"

namespace sluice::loadtest {

/// Sends one request after another to the target, on a connection that it opens when it needs one.
/// Keeps nothing of the answers but their status. Belongs to one worker.
class Client {
public:
    Client(std::shared_ptr<upstream::Server> target, const Scenario& scenario, Tally& tally)
        : m_target(std::move(target)),
          m_timeout(scenario.timeout),
          m_keepAlive(scenario.keepAlive),
          m_tally(tally) {}

    /// The status of the answer, once all of it has come; or why there is none.
    event::Task<upstream::Outcome<int>> exchange(const WireRequest& request);

private:
    event::Task<upstream::Outcome<>> connect(TimePoint deadline);
    event::Task<upstream::Outcome<>> send(std::string_view bytes, TimePoint deadline);
    event::Task<upstream::Outcome<>> receive(std::string_view method, TimePoint deadline);
    event::Task<upstream::Outcome<bool>> receiveMore(TimePoint deadline);
    upstream::Failure closed() const;

    const std::shared_ptr<upstream::Server> m_target;
    const Duration m_timeout;
    const bool m_keepAlive;
    Tally& m_tally;
    std::unique_ptr<upstream::ServerConnection> m_connection;
    http::ResponseHead m_head;
};

}  // namespace sluice::loadtest
