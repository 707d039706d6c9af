#include "event/deferred_calls.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sluice::event {

void DeferredCalls::add(int level, std::function<void()> function) {
    m_calls.push_back({level, std::move(function)});
}

bool DeferredCalls::due(int level) const {
    return std::any_of(m_calls.begin(), m_calls.end(),
                       [level](const Call& call) { return call.level >= level; });
}

void DeferredCalls::run(int level) {
    if (m_calls.empty()) return;
    const auto first = std::stable_partition(
        m_calls.begin(), m_calls.end(), [level](const Call& call) { return call.level < level; });
    std::vector<Call> running(std::make_move_iterator(first),
                              std::make_move_iterator(m_calls.end()));
    m_calls.erase(first, m_calls.end());
    for (Call& call : running)
        std::exchange(call.function, {})();
}

}  // namespace sluice::event
