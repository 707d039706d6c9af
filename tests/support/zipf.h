#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace sluice::test {

/// Numbers below `count`, of which n comes with a probability in proportion to 1 / (n + 1)^s.
class Zipf {
public:
    Zipf(size_t count, double s) {
        double sum = 0;
        for (size_t n = 0; n < count; ++n)
            m_sums.push_back(sum += std::pow(static_cast<double>(n + 1), -s));
    }
    size_t next(Random& random) const {
        const double at = random.unit() * m_sums.back();
        const auto found = std::upper_bound(m_sums.begin(), m_sums.end() - 1, at);
        return static_cast<size_t>(found - m_sums.begin());
    }

private:
    std::vector<double> m_sums;
};

}  // namespace sluice::test
