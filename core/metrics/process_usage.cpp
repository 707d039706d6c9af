#include "metrics/process_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace sluice::metrics {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

uint64_t readResidentBytes() {
    std::ifstream statm("/proc/self/statm");  // proc(5): size, resident, …, in pages
    uint64_t size = 0;
    uint64_t resident = 0;
    if (!(statm >> size >> resident)) return 0;
    return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

ProcessUsage ProcessUsage::read() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return {seconds(usage.ru_utime) + seconds(usage.ru_stime), readResidentBytes()};
}

}  // namespace sluice::metrics
