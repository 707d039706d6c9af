#pragma once

#include <functional>
#include <vector>

namespace sluice::event {

/// Functions that wait for the running handlers to return. What a handler defers is not run by an
/// event loop nested inside that handler: hence the level, the number of loops that are running.
class DeferredCalls {
public:
    void add(int level, std::function<void()> function);
    /// Whether something may run at `level`.
    bool due(int level) const;
    /// Runs what may run at `level`, but not what is deferred meanwhile.
    void run(int level);

private:
    struct Call {
        int level;
        std::function<void()> function;
    };
    std::vector<Call> m_calls;
};

}  // namespace sluice::event
