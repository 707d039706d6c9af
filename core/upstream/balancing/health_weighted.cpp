#include "upstream/balancing/health_weighted.h"

#include "upstream/balancing/score.h"

namespace sluice::upstream {

HealthWeighted::HealthWeighted(const ServerList& servers, int worker, const Tuning& tuning)
    : m_rotation(servers.size()), m_tuning(tuning) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> HealthWeighted::pick(const ServerList& servers, const Selection& selection) {
    const double scale_ms = m_tuning.scoreScale_ms.load(std::memory_order_relaxed);
    return m_rotation.next(servers, selection, [scale_ms](const Server& server) {
        const double weight = server.effectiveWeight();
        return weight > 0 ? weight * scoreOf(server, scale_ms).total() : 0;
    });
}

}  // namespace sluice::upstream
