#include "upstream/health/ejection.h"

#include <algorithm>

namespace sluice::upstream {

Duration Ejection::begin(const OutlierOptions& options) {
    if (m_count == 0 || length(options) < options.maxEjection) ++m_count;
    return length(options);
}

void Ejection::forgive(TimePoint now, const OutlierOptions& options) {
    if (m_count == 0 || now - m_since < forgivenAfter * length(options)) return;
    --m_count;
    m_since = now;
}

Duration Ejection::length(const OutlierOptions& options) const {
    Duration length = std::min(options.ejection, options.maxEjection);
    for (int i = 1; i < m_count && length < options.maxEjection; ++i)
        length = std::min(length * 2, options.maxEjection);
    return length;
}

}  // namespace sluice::upstream
