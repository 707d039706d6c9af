#include "upstream/transport/resolver.h"

#include <arpa/inet.h>

#include <QHostInfo>
#include <QObject>
#include <coroutine>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::upstream {

namespace {

constexpr Duration remembered = std::chrono::seconds(30);
constexpr size_t maxNames = 1000;

using Addresses = std::vector<SocketAddress>;

std::optional<SocketAddress> literal(const std::string& host, uint16_t port) {
    SocketAddress address;
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        address.size = sizeof v4;
        return address;
    }
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        address.size = sizeof v6;
        return address;
    }
    return std::nullopt;
}

struct Remembered {
    QList<QHostAddress> addresses;
    TimePoint until;
};

std::map<std::string, Remembered>& memory() {
    thread_local std::map<std::string, Remembered> names;
    return names;
}

/// Waits for QHostInfo; its destructor makes a later answer harmless.
class Lookup {
public:
    Lookup(std::string host, TimePoint deadline)
        : m_host(std::move(host)),
          m_deadline(deadline),
          m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {}
    ~Lookup() {
        if (m_waiting) QHostInfo::abortHostLookup(m_id);
    }
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;

    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
        m_waiting = handle;
        m_timer.arm(m_deadline);
        m_id = QHostInfo::lookupHost(QString::fromStdString(m_host), &m_receiver,
                                     [this](const QHostInfo& info) { finish(info); });
    }
    QHostInfo await_resume() { return m_info; }

private:
    static void expired(void* self) {
        auto& lookup = *static_cast<Lookup*>(self);
        QHostInfo::abortHostLookup(lookup.m_id);
        QHostInfo info;
        info.setError(QHostInfo::UnknownError);
        info.setErrorString(QStringLiteral("the name server did not answer in time"));
        lookup.finish(info);
    }
    void finish(const QHostInfo& info) {
        m_timer.disarm();
        m_info = info;
        std::exchange(m_waiting, {}).resume();
    }

    std::string m_host;
    TimePoint m_deadline;
    event::Timer m_timer;
    QObject m_receiver;
    int m_id = -1;
    QHostInfo m_info;
    std::coroutine_handle<> m_waiting;
};

Addresses withPort(const QList<QHostAddress>& hosts, uint16_t port) {
    Addresses addresses;
    for (const QHostAddress& host : hosts) {
        if (const auto address = literal(host.toString().toStdString(), port)) {
            addresses.push_back(*address);
        }
    }
    return addresses;
}

}  // namespace

event::Task<Outcome<Addresses>> resolve(const Endpoint& endpoint, TimePoint deadline) {
    if (const auto address = literal(endpoint.host, endpoint.port)) {
        co_return Addresses{*address};
    }
    const auto known = memory().find(endpoint.host);
    if (known != memory().end() && known->second.until > Clock::now()) {
        co_return withPort(known->second.addresses, endpoint.port);
    }
    const QHostInfo info = co_await Lookup(endpoint.host, deadline);
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty()) {
        co_return failed(Failure::Kind::resolve,
                         endpoint.host + ": " + info.errorString().toStdString(), true);
    }
    if (memory().size() >= maxNames) memory().clear();
    memory()[endpoint.host] = {info.addresses(), Clock::now() + remembered};
    co_return withPort(info.addresses(), endpoint.port);
}

}  // namespace sluice::upstream
