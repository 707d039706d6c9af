#pragma once

namespace sluice::loadtest {

/// What a thread has had of the machine.
struct ThreadUsage {
    double cpu_s = 0;
    double waited_s = 0;  ///< runnable, but without a core; 0 where the system does not tell

    /// Of the calling thread since it began.
    static ThreadUsage read();
    ThreadUsage since(const ThreadUsage& earlier) const {
        return {cpu_s - earlier.cpu_s, waited_s - earlier.waited_s};
    }
};

}  // namespace sluice::loadtest
