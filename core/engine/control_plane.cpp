#include "engine/control_plane.h"

#include <unistd.h>

#include <utility>

#include "listener/bind.h"

namespace sluice::engine {

namespace {

std::shared_ptr<const listener::Options> limits() {
    auto options = std::make_shared<listener::Options>();
    options->maxConnections = 100;
    options->maxBodyBytes = 64 * 1024;
    options->headerTimeout = std::chrono::seconds(5);
    return options;
}

}  // namespace

struct ControlPlane::Listening {
    Listening(Endpoint bound, const std::string& token, const admin::Actions& actions,
              metrics::WorkerCell& cell, std::shared_ptr<listener::ConnectionCount> count)
        : address(bound),
          api(std::move(bound), token, actions),
          listener(limits(), api, cell, std::move(count)) {
        listener.makeRoom();
    }

    Endpoint address;
    admin::AdminApi api;
    listener::Listener listener;
};

ControlPlane::ControlPlane(admin::Actions actions)
    : m_actions(std::move(actions)), m_count(std::make_shared<listener::ConnectionCount>(0)) {}

ControlPlane::Change::~Change() {
    if (!bound) return;
    for (const int fd : bound->descriptors)
        ::close(fd);
}

Result<ControlPlane::Change> ControlPlane::prepare(const config::AdminOptions& options) const {
    Change change;
    change.options = options;
    const bool moved = !m_listening || !(options.address == m_options.address);
    if (!options.enabled || !moved) return change;
    auto bound = listener::bindAll(options.address, 1);
    if (!bound) return tl::unexpected(bound.error());
    change.bound = std::move(*bound);
    return change;
}

Result<> ControlPlane::commit(Change change) {
    const config::AdminOptions& options = change.options;
    const bool same = m_listening && options.enabled && options.address == m_options.address &&
                      options.token == m_options.token;
    if (same) return {};
    stop();
    m_options = options;
    if (!options.enabled) return {};
    if (!change.bound) {  // the token alone has changed, and the address is free by now
        auto bound = listener::bindAll(options.address, 1);
        if (!bound) return tl::unexpected(bound.error());
        change.bound = std::move(*bound);
    }
    const listener::Bound bound = *std::exchange(change.bound, std::nullopt);
    m_listening =
        std::make_shared<Listening>(bound.address, options.token, m_actions, m_cell, m_count);
    m_listening->listener.listen(bound.descriptors.front());
    return {};
}

/// A request of the API may be what stops it: the listener goes once that has been answered.
void ControlPlane::stop() {
    if (!m_listening) return;
    m_listening->listener.drain();
    event::EpollDispatcher::current()->defer([old = std::move(m_listening)] {});
    m_listening.reset();
}

std::string ControlPlane::url() const {
    return m_listening ? "http://" + m_listening->address.toString() : "";
}

}  // namespace sluice::engine
