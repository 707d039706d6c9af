#include "cache/redis/locate.h"

#include <utility>

#include "cache/redis/session.h"
#include "event/host_lookup.h"

namespace sluice::cache::redis {

namespace {

constexpr size_t mostReplyBytes = 64 * 1024;

event::Task<Result<Address>> resolved(Endpoint endpoint, TimePoint deadline) {
    const auto hosts = co_await event::lookUpHost(std::move(endpoint.host), deadline);
    if (!hosts) co_return tl::unexpected(hosts.error());
    co_return Address{{}, {hosts->constFirst().toString().toStdString(), endpoint.port}};
}

/// Of the answer of SENTINEL GET-MASTER-ADDR-BY-NAME: a host and a port as texts.
Result<Endpoint> masterOf(const Reply& reply, const std::string& name) {
    if (!reply.arrived()) return failure("does not answer");
    if (!reply.error().empty()) return failure("answers: " + std::string(reply.error()));
    const auto host = reply.at(0).text();
    const auto port = reply.at(1).number();
    if (!host || !port || *port == 0 || *port > 65535)
        return failure("knows no master \"" + name + "\"");
    return Endpoint{std::string(*host), static_cast<uint16_t>(*port)};
}

event::Task<Result<Endpoint>> ask(const Endpoint& sentinel, const std::string& name,
                                  TimePoint deadline) {
    auto address = co_await resolved(sentinel, deadline);
    if (!address) co_return tl::unexpected(address.error());
    Session session(*address, mostReplyBytes);
    const Command command{"SENTINEL", "GET-MASTER-ADDR-BY-NAME", name};
    const Reply reply = co_await session.call(command, deadline);
    auto master = masterOf(reply, name);
    if (!master && !session.error().empty()) co_return failure(session.error());
    co_return master;
}

/// Each Sentinel gets its share of the time, so that one that hangs does not take all of it.
TimePoint shareOf(TimePoint deadline, size_t sentinelsLeft) {
    const TimePoint now = Clock::now();
    return now + (deadline - now) / static_cast<int>(sentinelsLeft + 1);
}

event::Task<Result<Address>> askAll(const RedisUrl& url, TimePoint deadline) {
    std::string problem;
    for (size_t i = 0; i < url.endpoints.size(); ++i) {
        const Endpoint& sentinel = url.endpoints[i];
        const TimePoint until = shareOf(deadline, url.endpoints.size() - i);
        const auto master = co_await ask(sentinel, url.master, until);
        if (master) {
            auto address = co_await resolved(*master, deadline);
            co_return address;
        }
        problem = "Sentinel " + sentinel.toString() + ": " + master.error().message;
    }
    co_return failure(std::move(problem));
}

}  // namespace

event::Task<Result<Address>> locate(const RedisUrl& url, TimePoint deadline) {
    if (!url.socketPath.empty()) co_return Address{url.socketPath, {}};
    if (url.usesSentinel()) {
        auto master = co_await askAll(url, deadline);
        co_return master;
    }
    auto address = co_await resolved(url.endpoints.front(), deadline);
    co_return address;
}

}  // namespace sluice::cache::redis
