#pragma once

#include <memory>
#include <string>

#include "admin/admin_api.h"
#include "base/result.h"
#include "config/model.h"
#include "listener/listener.h"
#include "metrics/registry.h"

namespace sluice::engine {

/// The admin API on its own address. Control thread, which serves it too.
class ControlPlane {
public:
    explicit ControlPlane(admin::Actions actions);

    /// Listens as the options say, instead of where it listened before; nowhere if it is disabled.
    /// A failure changes nothing.
    Result<> apply(const config::AdminOptions& options);
    void stop();
    std::string url() const;  ///< empty when it does not listen

private:
    struct Listening;

    admin::Actions m_actions;
    config::AdminOptions m_options;
    metrics::WorkerCell m_cell;
    std::shared_ptr<listener::ConnectionCount> m_count;
    std::shared_ptr<Listening> m_listening;
};

}  // namespace sluice::engine
