#pragma once

#include <random>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/response.h"
#include "listener/connection.h"
#include "listener/request_handler.h"

namespace sluice::demo {

/// How a server of the demo behaves.
struct Profile {
    std::string name;
    double latency_ms = 0;  ///< the median; single answers vary as those of real servers do
    double errorShare = 0;  ///< of answers that are 503, 0 to 1
};

/// Answers /api/v1/orders, /api/v1/static/..., /api/v1/config and /api/v1/data with small JSON
/// bodies, /api/v1/complex more slowly, /api/v1/health and /healthz at once. Belongs to one worker.
class DemoServer final : public listener::RequestHandler {
public:
    DemoServer(Profile profile, unsigned seed);

    event::Task<> handle(listener::Connection& connection) override;

private:
    Duration drawLatency(std::string_view path);
    bool drawError();
    std::string answer(std::string_view path, http::ResponseHead& head);

    const Profile m_profile;
    std::mt19937 m_random;
    uint64_t m_served = 0;
};

}  // namespace sluice::demo
