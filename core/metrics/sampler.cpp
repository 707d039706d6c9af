#include "metrics/sampler.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "metrics/course.h"
#include "metrics/cpu_meter.h"
#include "metrics/history.h"
#include "metrics/process_usage.h"

namespace sluice::metrics {

namespace {

struct Tracked {
    History history;
    Reading last;
};

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::array<uint32_t, Snapshot::bands> bandsOf(const LatencySlice& slice) {
    std::array<uint32_t, Snapshot::bands> bands{};
    for (const auto& entry : slice.entries) {
        const auto latency_ms = static_cast<double>(Buckets::middle(entry.bucket)) / 1e6;
        bands[Snapshot::bandOf(latency_ms)] += entry.count;
    }
    return bands;
}

void addTo(MemoryPool& pool, const MemoryUse& use) {
    pool.taken += use.taken.value();
    pool.made += use.made.value();
    pool.inUse += use.inUse.value();
    pool.most += use.most.value();
}

using ByStatusClass = std::array<uint64_t, 6>;

/// Adds what came after `earlier`.
void addTo(ByStatusClass& sum, const ByStatusClass& now, const ByStatusClass& earlier) {
    for (size_t i = 0; i < sum.size(); ++i)
        sum[i] += now[i] - earlier[i];
}

uint64_t sumOf(const ByStatusClass& counts) {
    return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

}  // namespace

struct Sampler::State {
    explicit State(Registry& r) : registry(r) {}

    Reading advance(const std::shared_ptr<Series>& series, TimePoint now);
    void retire(Reading& all, TimePoint now);
    ByStatusClass countBadRequests() const;

    Registry& registry;
    std::map<const Series*, Tracked> tracked;
    History total;
    Reading whole;  // of all routes, since the start
    Course course;
    std::shared_ptr<const std::vector<CoursePoint>> tens;  // of it, for snapshots to share
    Reading removed;                                       // of routes that are no more
    ByStatusClass badRequests{};
    std::optional<TimePoint> first, latest;
    CpuMeter cpu;
    Process process;
    double firstCpu_s = 0, cpu_s = 0;
};

Reading Sampler::State::advance(const std::shared_ptr<Series>& series, TimePoint now) {
    auto entry = tracked.find(series.get());
    if (entry == tracked.end()) {
        // What was not there at the last sample had counted nothing by then.
        entry = tracked.emplace(series.get(), Tracked{History(latest), Reading()}).first;
    }
    auto& [history, last] = entry->second;
    Reading reading = Reading::of(*series);
    const Reading counted = reading.since(last);
    last = std::move(reading);
    history.advance(now, counted);
    return counted;
}

/// Routes that are no more have counted up to their end.
void Sampler::State::retire(Reading& all, TimePoint now) {
    for (const auto& route : registry.retireRoutes()) {
        all.merge(advance(route, now));
        removed.merge(tracked.at(route.get()).last);
        tracked.erase(route.get());
    }
    for (const auto& server : registry.retireServers())
        tracked.erase(server.get());
}

ByStatusClass Sampler::State::countBadRequests() const {
    ByStatusClass sum{};
    for (const auto& cell : registry.workerCells())
        for (size_t i = 0; i < sum.size(); ++i)
            sum[i] += cell->badRequests[i].value();
    return sum;
}

Sampler::Sampler(Registry& registry) : m_state(std::make_unique<State>(registry)) {}

Sampler::~Sampler() = default;

void Sampler::sample(TimePoint now) {
    State& state = *m_state;
    if (state.latest && now <= *state.latest) return;
    Reading all;
    state.retire(all, now);
    for (const auto& route : state.registry.routes())
        all.merge(state.advance(route, now));
    for (const auto& server : state.registry.servers())
        state.advance(server, now);
    const ByStatusClass bad = state.countBadRequests();
    addTo(all.byStatusClass, bad, std::exchange(state.badRequests, bad));
    state.total.advance(now, all);
    state.whole.merge(all);
    state.whole.inFlight = all.inFlight;

    const ProcessUsage usage = ProcessUsage::read();
    if (!state.first) {
        state.first = now;
        state.firstCpu_s = usage.cpu_s;
    }
    state.latest = now;
    state.process = {.cpuPercent = state.cpu.update(now, usage.cpu_s),
                     .residentBytes = usage.residentBytes,
                     .uptime_s = seconds(now - *state.first)};
    state.cpu_s = usage.cpu_s - state.firstCpu_s;
    if (!state.course.add(state.process.uptime_s, state.total.traffic())) return;
    const auto& tens = state.course.tens();
    state.tens = std::make_shared<const std::vector<CoursePoint>>(tens.begin(), tens.end());
}

Traffic Sampler::total() const {
    return m_state->total.traffic();
}

Traffic Sampler::of(const Series& series) const {
    const auto entry = m_state->tracked.find(&series);
    return entry == m_state->tracked.end() ? Traffic() : entry->second.history.traffic();
}

void Sampler::addRecentTo(HistogramCounts& counts, const Series& series) const {
    const auto entry = m_state->tracked.find(&series);
    if (entry != m_state->tracked.end()) entry->second.history.addRecentTo(counts);
}

double Sampler::lastHitAgo_s(const Series& series) const {
    const auto entry = m_state->tracked.find(&series);
    if (entry == m_state->tracked.end()) return -1;
    const auto lastHit = entry->second.history.lastHit();
    return lastHit ? seconds(*m_state->latest - *lastHit) : -1;
}

Record Sampler::record() const {
    const State& state = *m_state;
    Record record;
    record.elapsed_s = state.process.uptime_s;
    record.cpu_s = state.cpu_s;
    record.residentBytes = state.process.residentBytes;
    record.total = state.whole;
    for (const auto& cell : state.registry.workerCells()) {
        record.connectionsOpen += cell->connectionsOpen.value();
        record.batch.add(cell->batch);
    }
    record.badRequests = sumOf(state.badRequests);
    if (state.removed.requests() > 0) {
        record.routes[std::string(Registry::otherRoutes)].merge(state.removed);
    }
    for (const auto& route : state.registry.routes()) {
        const auto entry = state.tracked.find(route.get());
        if (entry != state.tracked.end()) record.routes[route->name()].merge(entry->second.last);
    }
    for (const auto& server : state.registry.servers()) {
        const auto entry = state.tracked.find(server.get());
        if (entry != state.tracked.end()) record.servers[server->name()] = entry->second.last;
    }
    return record;
}

Record Sampler::recordNow(TimePoint now) const {
    Record record = this->record();
    if (m_state->first) record.elapsed_s = seconds(now - *m_state->first);
    const ByStatusClass bad = m_state->countBadRequests();
    addTo(record.total.byStatusClass, bad, m_state->badRequests);
    record.badRequests = sumOf(bad);
    int64_t inFlight = 0;
    for (const auto& route : m_state->registry.routes()) {
        Reading reading = Reading::of(*route);
        const auto known = m_state->tracked.find(route.get());
        record.total.merge(known == m_state->tracked.end() ? reading
                                                           : reading.since(known->second.last));
        inFlight += reading.inFlight;
        if (route->name() == Registry::otherRoutes) reading.merge(m_state->removed);
        record.routes[route->name()] = std::move(reading);
    }
    record.total.inFlight = inFlight;
    for (const auto& server : m_state->registry.servers())
        record.servers[server->name()] = Reading::of(*server);
    return record;
}

const Course& Sampler::course() const {
    return m_state->course;
}

void Sampler::fill(Snapshot& snapshot) const {
    const State& state = *m_state;
    snapshot.workers = state.registry.workers();
    snapshot.total = total();
    snapshot.tens = state.tens;
    snapshot.latencyBands = bandsOf(state.total.lastSlice());
    snapshot.errorPerSecond = state.total.errorsPerSecond();
    snapshot.cacheHitPerSecond = snapshot.total.cacheHits_per_s;
    snapshot.okPerSecond = std::max(
        0.0, snapshot.total.rates.per_1s - snapshot.errorPerSecond - snapshot.cacheHitPerSecond);
    snapshot.process = state.process;
    snapshot.connectionsOpen = snapshot.tunnelsOpen = 0;
    snapshot.connectionsAccepted = snapshot.connectionsRefused = 0;
    snapshot.badRequests = sumOf(state.badRequests);
    snapshot.tunnelsTotal = 0;
    snapshot.blocks = snapshot.frames = snapshot.heads = {};
    snapshot.batch = {};
    for (const auto& cell : state.registry.workerCells()) {
        addTo(snapshot.blocks, cell->memory.blocks);
        addTo(snapshot.frames, cell->memory.frames);
        addTo(snapshot.heads, cell->memory.heads);
        snapshot.batch.add(cell->batch);
        snapshot.connectionsOpen += cell->connectionsOpen.value();
        snapshot.connectionsAccepted += cell->connectionsAccepted.value();
        snapshot.connectionsRefused += cell->connectionsRefused.value();
        snapshot.tunnelsOpen += cell->tunnelsOpen.value();
        snapshot.tunnelsTotal += cell->tunnelsTotal.value();
    }
}

}  // namespace sluice::metrics
