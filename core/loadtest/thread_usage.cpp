#include "loadtest/thread_usage.h"

#include <ctime>
#include <fstream>

namespace sluice::loadtest {

ThreadUsage ThreadUsage::read() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    ThreadUsage usage{static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9};
    // Nanoseconds on a core, nanoseconds in its queue (the kernel's sched-stats.rst).
    std::ifstream file("/proc/thread-self/schedstat");
    double running_ns = 0;
    double waited_ns = 0;
    if (file >> running_ns >> waited_ns) usage.waited_s = waited_ns * 1e-9;
    return usage;
}

}  // namespace sluice::loadtest
