#include "upstream/what_if/service_times.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace sluice::upstream {

namespace {

using Samples = std::vector<ServiceTimes::Sample>;

/// Of the tries around a moment, half before it and half after it.
constexpr size_t neighbours = 64;
/// With fewer, a queue is taken to be shorter than it is; with more, all draws are of few tries.
constexpr int candidates = 16;

/// The times at which the tries under way on a server end, the next one first.
class UnderWay {
public:
    /// How many there are when another one begins.
    int64_t add(TimePoint start, Duration service) {
        while (!m_ends.empty() && m_ends.top() <= start)
            m_ends.pop();
        const auto load = static_cast<int64_t>(m_ends.size());
        m_ends.push(start + service);
        return load;
    }

private:
    std::priority_queue<TimePoint, std::vector<TimePoint>, std::greater<>> m_ends;
};

std::optional<double> mean(const Samples& samples) {
    double sum = 0;
    size_t count = 0;
    for (const auto& sample : samples) {
        if (sample.ending == Ending::failure) continue;
        sum += static_cast<double>(sample.service.count());
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

}  // namespace

ServiceTimes::ServiceTimes(const std::vector<Try>& tries, size_t servers) : m_byServer(servers) {
    std::vector<UnderWay> underWay(servers);
    m_all.reserve(tries.size());
    for (const Try& each : tries) {
        const int64_t load = underWay[each.server].add(each.start, each.service);
        m_all.push_back({each.start, each.service, each.ending, load});
        m_byServer[each.server].push_back(m_all.back());
    }
}

std::optional<size_t> ServiceTimes::slowest() const {
    std::optional<size_t> slowest;
    double longest = 0;
    int known = 0;
    for (size_t server = 0; server < m_byServer.size(); ++server) {
        const auto time = mean(m_byServer[server]);
        if (!time) continue;
        ++known;
        if (slowest && *time <= longest) continue;
        slowest = server;
        longest = *time;
    }
    return known > 1 ? slowest : std::nullopt;
}

const ServiceTimes::Sample& ServiceTimes::draw(size_t server, TimePoint when, int64_t load,
                                               Random& random) const {
    const Samples& samples = knows(server) ? m_byServer[server] : m_all;
    const auto earlier = [](const Sample& sample, TimePoint time) { return sample.start < time; };
    const auto moment = std::lower_bound(samples.begin(), samples.end(), when, earlier);
    const auto before = static_cast<size_t>(moment - samples.begin());
    const size_t last = std::min(before + neighbours / 2, samples.size());
    const size_t first = last > neighbours ? last - neighbours : 0;
    const size_t count = std::min(neighbours, samples.size() - first);
    const Sample* best = nullptr;
    for (int i = 0; i < candidates; ++i) {
        const Sample& drawn = samples[first + random() % count];
        if (!best || std::abs(drawn.load - load) < std::abs(best->load - load)) best = &drawn;
    }
    return *best;
}

}  // namespace sluice::upstream
