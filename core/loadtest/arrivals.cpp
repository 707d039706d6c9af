#include "loadtest/arrivals.h"

#include <algorithm>
#include <cmath>

namespace sluice::loadtest {

Arrivals::Arrivals(const std::vector<Stage>& stages) {
    double begin_s = 0;
    double requests = 0;
    for (const Stage& stage : stages) {
        const double duration_s = std::chrono::duration<double>(stage.duration).count();
        m_pieces.push_back({begin_s, duration_s, stage.from_per_s, stage.to_per_s, requests});
        begin_s += duration_s;
        requests += (stage.from_per_s + stage.to_per_s) / 2 * duration_s;
        m_duration += stage.duration;
    }
    m_count = static_cast<uint64_t>(std::ceil(requests - 1e-6));  // sums of rates are not exact
}

std::optional<Duration> Arrivals::at(uint64_t request) const {
    if (request >= m_count) return std::nullopt;
    const auto wanted = static_cast<double>(request);
    const auto next =
        std::upper_bound(m_pieces.begin(), m_pieces.end(), wanted,
                         [](double number, const Piece& piece) { return number < piece.before; });
    const Piece& piece = *(next - 1);
    // from·t + slope·t²/2 = rest, solved so that a slope of 0 needs no case of its own.
    const double rest = wanted - piece.before;
    const double slope = (piece.to_per_s - piece.from_per_s) / piece.duration_s;
    const double root =
        std::sqrt(std::max(0.0, piece.from_per_s * piece.from_per_s + 2 * slope * rest));
    const double offset_s = rest > 0 ? 2 * rest / (piece.from_per_s + root) : 0;
    const double time_s = piece.begin_s + std::min(offset_s, piece.duration_s);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(time_s));
}

}  // namespace sluice::loadtest
