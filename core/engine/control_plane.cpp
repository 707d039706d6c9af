#include "engine/control_plane.h"

#include <utility>

#include "listener/bind.h"

namespace sluice::engine {

namespace {

std::shared_ptr<const listener::Options> limits() {
    auto options = std::make_shared<listener::Options>();
    options->maxConnections = 100;
    options->maxBodyBytes = 64 * 1024;
    return options;
}

}  // namespace

struct ControlPlane::Listening {
    Listening(Endpoint bound, const std::string& token, const admin::Actions& actions,
              metrics::WorkerCell& cell, std::shared_ptr<listener::ConnectionCount> count)
        : address(bound),
          api(std::move(bound), token, actions),
          listener(limits(), api, cell, std::move(count)) {}

    Endpoint address;
    admin::AdminApi api;
    listener::Listener listener;
};

ControlPlane::ControlPlane(admin::Actions actions)
    : m_actions(std::move(actions)), m_count(std::make_shared<listener::ConnectionCount>(0)) {}

Result<> ControlPlane::apply(const config::AdminOptions& options) {
    const bool same = m_listening && options.enabled && options.address == m_options.address &&
                      options.token == m_options.token;
    if (same) return {};
    if (!options.enabled) {
        stop();
        m_options = options;
        return {};
    }
    // The old listener may hold the very address that only the token has changed for.
    const bool sameAddress = m_listening && options.address == m_options.address;
    if (sameAddress) m_listening->listener.drain();
    const auto bound = listener::bindAll(options.address, 1);
    if (!bound) return tl::unexpected(bound.error());
    stop();
    m_listening =
        std::make_shared<Listening>(bound->address, options.token, m_actions, m_cell, m_count);
    m_listening->listener.listen(bound->descriptors.front());
    m_options = options;
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
