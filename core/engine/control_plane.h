#pragma once

#include <memory>
#include <optional>
#include <string>

#include "admin/admin_api.h"
#include "base/result.h"
#include "config/model.h"
#include "listener/bind.h"
#include "listener/listener.h"
#include "metrics/registry.h"

namespace sluice::engine {

/// The admin API on its own address. Control thread, which serves it too.
class ControlPlane {
public:
    explicit ControlPlane(admin::Actions actions);

    /// A change of the options, whose address is bound already. Given up, it lets the address go.
    struct Change {
        Change() = default;
        Change(Change&&) = default;
        Change& operator=(Change&&) = delete;
        ~Change();

        config::AdminOptions options;
        std::optional<listener::Bound> bound;
    };

    /// All of a change that can fail; what listens goes on.
    Result<Change> prepare(const config::AdminOptions& options) const;
    /// Listens as the change says, instead of where it listened before; nowhere if it is disabled.
    Result<> commit(Change change);
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
