#include "metrics/cpu_meter.h"

#include <algorithm>

namespace sluice::metrics {

double CpuMeter::update(TimePoint now, double cpu_s) {
    if (m_time && now <= *m_time) return m_percent;
    if (m_time) {
        const double elapsed_s = std::chrono::duration<double>(now - *m_time).count();
        m_percent = std::max(0.0, 100 * (cpu_s - m_cpu_s) / elapsed_s);
    }
    m_time = now;
    m_cpu_s = cpu_s;
    return m_percent;
}

}  // namespace sluice::metrics
