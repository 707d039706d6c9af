#include "metrics/sampler.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "metrics/course.h"
#include "metrics/cpu_meter.h"
#include "metrics/history.h"
#include "metrics/process_usage.h"

namespace sluice::metrics {

namespace {

struct Tracked {
    // Also keeps the address, which is the key, from being given to another series.
    std::weak_ptr<const Series> series;
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

}  // namespace

struct Sampler::State {
    explicit State(Registry& r) : registry(r) {}

    Reading advance(const std::shared_ptr<Series>& series, TimePoint now);
    uint64_t countBadRequests() const;
    uint64_t newBadRequests();

    Registry& registry;
    std::map<const Series*, Tracked> tracked;
    History total;
    Reading whole;  // of all routes, since the start
    Course course;
    std::shared_ptr<const std::vector<CoursePoint>> tens;  // of it, for snapshots to share
    uint64_t badRequests = 0;
    std::optional<TimePoint> first, latest;
    CpuMeter cpu;
    Process process;
    double firstCpu_s = 0, cpu_s = 0;
};

Reading Sampler::State::advance(const std::shared_ptr<Series>& series, TimePoint now) {
    auto entry = tracked.find(series.get());
    if (entry == tracked.end()) {
        // What was not there at the last sample had counted nothing by then.
        entry = tracked.emplace(series.get(), Tracked{series, History(latest), Reading()}).first;
    }
    auto& [pinned, history, last] = entry->second;
    Reading reading = Reading::of(*series);
    const Reading counted = reading.since(last);
    last = std::move(reading);
    history.advance(now, counted);
    return counted;
}

uint64_t Sampler::State::countBadRequests() const {
    uint64_t sum = 0;
    for (const auto& cell : registry.workerCells())
        sum += cell->badRequests.value();
    return sum;
}

uint64_t Sampler::State::newBadRequests() {
    const uint64_t sum = countBadRequests();
    return sum - std::exchange(badRequests, sum);
}

Sampler::Sampler(Registry& registry) : m_state(std::make_unique<State>(registry)) {}

Sampler::~Sampler() = default;

void Sampler::sample(TimePoint now) {
    State& state = *m_state;
    if (state.latest && now <= *state.latest) return;
    std::erase_if(state.tracked, [](const auto& entry) { return entry.second.series.expired(); });

    Reading all;
    for (const auto& route : state.registry.routes())
        all.merge(state.advance(route, now));
    for (const auto& server : state.registry.servers())
        state.advance(server, now);
    all.byStatusClass[4] += state.newBadRequests();
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
    record.badRequests = state.badRequests;
    for (const auto& route : state.registry.routes()) {
        const auto entry = state.tracked.find(route.get());
        if (entry != state.tracked.end()) record.routes[route->name()] = entry->second.last;
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
    const uint64_t badRequests = m_state->countBadRequests();
    record.total.byStatusClass[4] += badRequests - std::exchange(record.badRequests, badRequests);
    int64_t inFlight = 0;
    for (const auto& route : m_state->registry.routes()) {
        Reading reading = Reading::of(*route);
        const auto known = m_state->tracked.find(route.get());
        record.total.merge(known == m_state->tracked.end() ? reading
                                                           : reading.since(known->second.last));
        inFlight += reading.inFlight;
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
    snapshot.badRequests = snapshot.tunnelsTotal = 0;
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
        snapshot.badRequests += cell->badRequests.value();
        snapshot.tunnelsOpen += cell->tunnelsOpen.value();
        snapshot.tunnelsTotal += cell->tunnelsTotal.value();
    }
}

}  // namespace sluice::metrics
