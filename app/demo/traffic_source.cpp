#include "demo/traffic_source.h"

#include <pthread.h>

#include <array>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "event/pause.h"
#include "upstream/transport/factory.h"

namespace sluice::demo {

namespace {

constexpr size_t clientCount = 24;
constexpr double meanRate_per_s = 170;
constexpr double waveHeight_per_s = 40;
constexpr double wavePeriod_s = 40;
constexpr Duration pauseAfterFailure = std::chrono::seconds(1);
constexpr double pi = 3.14159265358979323846;

Duration seconds(double value) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
}

upstream::PoolOptions poolOptions() {
    upstream::PoolOptions options;
    options.name = "demo";
    options.transport = upstream::TransportKind::direct;
    options.maxConnections = clientCount;
    options.keepAlive = clientCount;
    return options;
}

}  // namespace

class TrafficSource::Clients {
public:
    explicit Clients(const ServerUrl& gateway);

private:
    event::Task<> browse();
    event::Task<bool> request(http::RequestHead& head);
    std::string drawTarget();
    Duration drawThinkTime();

    std::mt19937 m_random{std::random_device{}()};
    const TimePoint m_start = Clock::now();
    const std::shared_ptr<upstream::Server> m_gateway;
    upstream::PoolCell m_cell;
    std::unique_ptr<upstream::Transport> m_transport;
    std::vector<event::Task<>> m_tasks;  // last: destroyed before what they use
};

TrafficSource::Clients::Clients(const ServerUrl& gateway)
    : m_gateway(std::make_shared<upstream::Server>(upstream::ServerOptions{"gateway", gateway},
                                                   std::make_shared<metrics::Series>("demo", 1))),
      m_transport(upstream::makeTransport(poolOptions(), m_cell)) {
    for (size_t i = 0; i < clientCount; ++i) {
        m_tasks.push_back(browse());
        m_tasks.back().start();
    }
}

event::Task<> TrafficSource::Clients::browse() {
    http::RequestHead head;
    for (;;) {
        co_await event::Pause(drawThinkTime());
        const bool answered = co_await request(head);
        if (!answered) co_await event::Pause(pauseAfterFailure);
    }
}

event::Task<bool> TrafficSource::Clients::request(http::RequestHead& head) {
    head.clear();
    head.method = "GET";
    head.target = drawTarget();
    head.fields.add("Host", m_gateway->authority());
    head.fields.add("User-Agent", "sluice-demo");
    const auto call = co_await m_transport->send(m_gateway, head, nullptr, nullptr);
    if (!call) co_return false;
    http::ResponseHead response;
    upstream::AnswerDeadline never;
    do {
        const auto read = co_await (*call)->readHead(response, never);
        if (!read) co_return false;
    } while (response.isInterim());
    for (;;) {
        const auto piece = co_await (*call)->readBody();
        if (!piece) co_return false;
        if (piece->empty()) co_return true;
    }
}

std::string TrafficSource::Clients::drawTarget() {
    static constexpr std::array<const char*, 4> targets{
        "/api/v1/orders?page=", "/api/v1/data?series=", "/api/v1/static/image-",
        "/api/v1/config?client="};
    std::discrete_distribution<size_t> choose({55, 22, 18, 5});
    std::uniform_int_distribution<int> number(1, 40);
    const std::string target = targets[choose(m_random)];
    return target + std::to_string(number(m_random));
}

Duration TrafficSource::Clients::drawThinkTime() {
    const double elapsed_s = std::chrono::duration<double>(Clock::now() - m_start).count();
    const double wave = std::sin(2 * pi * elapsed_s / wavePeriod_s);
    const double rate_per_s = meanRate_per_s + waveHeight_per_s * wave;
    std::exponential_distribution<double> thinkTime_s(rate_per_s / clientCount);
    return seconds(thinkTime_s(m_random));
}

TrafficSource::TrafficSource(ServerUrl gateway) : m_worker(0) {
    m_worker.start();
    m_worker.call([this, &gateway] {
        ::pthread_setname_np(::pthread_self(), "sluice-traffic");
        m_clients = std::make_unique<Clients>(gateway);
    });
}

TrafficSource::~TrafficSource() {
    m_worker.call([this] { m_clients.reset(); });
    m_worker.stop();
}

}  // namespace sluice::demo
