#include "metrics/record.h"

#include <algorithm>

#include "metrics/registry.h"

namespace sluice::metrics {

namespace {

using Readings = std::map<std::string, Reading>;

void mergeAll(Readings& into, const Readings& from) {
    for (const auto& [name, reading] : from)
        into[name].merge(reading);
}

/// Whether `later` goes on from `before`, and did not begin again under its name.
bool goesOn(const Readings& later, const std::string& name, const Reading& before) {
    const auto found = later.find(name);
    return found != later.end() && before.countedNoMoreThan(found->second);
}

/// A series that is younger than `earlier` counts whole; so does one that began again under its
/// name.
Readings difference(const Readings& later, const Readings& earlier) {
    Readings all;
    for (const auto& [name, reading] : later) {
        const auto before = earlier.find(name);
        const bool same = before != earlier.end() && goesOn(later, name, before->second);
        all[name] = same ? reading.since(before->second) : reading;
    }
    return all;
}

/// What routes had counted that are no more is in the later `other`.
Readings routesDifference(const Readings& later, const Readings& earlier) {
    Readings before = earlier;
    Reading& other = before[std::string(Registry::otherRoutes)];
    for (const auto& [name, reading] : earlier)
        if (name != Registry::otherRoutes && !goesOn(later, name, reading)) other.merge(reading);
    return difference(later, before);
}

template <class T>
void keepIfSame(T& mine, const T& other) {
    if (mine != other) mine = T();
}

PoolSnapshot& poolOf(Snapshot& snapshot, const std::string& name) {
    const auto found = std::find_if(snapshot.pools.begin(), snapshot.pools.end(),
                                    [&](const auto& pool) { return pool.name == name; });
    if (found != snapshot.pools.end()) return *found;
    snapshot.pools.emplace_back().name = name;
    return snapshot.pools.back();
}

void addServer(Snapshot& snapshot, const std::string& name, Traffic traffic) {
    const size_t slash = name.find('/');
    ServerSnapshot server;
    server.name = slash == std::string::npos ? name : name.substr(slash + 1);
    server.traffic = std::move(traffic);
    poolOf(snapshot, name.substr(0, slash)).servers.push_back(std::move(server));
}

}  // namespace

void Record::merge(const Record& other) {
    from_ms = std::min(from_ms, other.from_ms);
    to_ms = std::max(to_ms, other.to_ms);
    elapsed_s += other.elapsed_s;
    cpu_s += other.cpu_s;
    residentBytes = std::max(residentBytes, other.residentBytes);
    connectionsOpen = std::max(connectionsOpen, other.connectionsOpen);
    badRequests += other.badRequests;
    batch.merge(other.batch);
    total.merge(other.total);
    mergeAll(routes, other.routes);
    mergeAll(servers, other.servers);
    keepIfSame(configuration, other.configuration);
    keepIfSame(configurationHash, other.configurationHash);
    keepIfSame(environment.system, other.environment.system);
    keepIfSame(environment.processors, other.environment.processors);
    keepIfSame(environment.workers, other.environment.workers);
    keepIfSame(environment.sluiceVersion, other.environment.sluiceVersion);
}

Record Record::since(const Record& earlier) const {
    Record period = *this;
    period.from_ms = earlier.to_ms;
    period.elapsed_s = elapsed_s - earlier.elapsed_s;
    period.cpu_s = cpu_s - earlier.cpu_s;
    period.badRequests = badRequests - std::min(badRequests, earlier.badRequests);
    period.batch = batch.since(earlier.batch);
    period.total = total.since(earlier.total);
    period.routes = routesDifference(routes, earlier.routes);
    period.servers = difference(servers, earlier.servers);
    return period;
}

void setCounts(Traffic& traffic, const Reading& reading) {
    traffic.requests = reading.requests();
    traffic.byStatusClass = reading.byStatusClass;
    traffic.failures = reading.failures;
    traffic.bytesIn = reading.bytesIn;
    traffic.bytesOut = reading.bytesOut;
    traffic.inFlight = reading.inFlight;
    traffic.cache = reading.cache;
}

/// Routes that have no row of their own are one row together, so that the rows sum to the total.
static void setRouteCounts(std::vector<RouteSnapshot>& rows, const Readings& routes) {
    std::map<std::string_view, RouteSnapshot*> byName;
    for (auto& row : rows)
        byName[row.name] = &row;
    Reading rest;
    for (const auto& [name, reading] : routes) {
        const auto row = byName.find(name);
        if (row == byName.end() || name == Registry::otherRoutes) {
            rest.merge(reading);
        } else {
            setCounts(row->second->traffic, reading);
        }
    }
    const auto other = byName.find(Registry::otherRoutes);
    if (other != byName.end()) return setCounts(other->second->traffic, rest);
    if (rest.requests() == 0) return;
    rows.emplace_back().name = Registry::otherRoutes;
    setCounts(rows.back().traffic, rest);
}

void setCounts(Snapshot& snapshot, const Record& record) {
    setCounts(snapshot.total, record.total);
    snapshot.badRequests = record.badRequests;
    snapshot.connectionsOpen = record.connectionsOpen;
    snapshot.batch = record.batch;
    snapshot.process.uptime_s = record.elapsed_s;
    setRouteCounts(snapshot.routes, record.routes);
    for (auto& pool : snapshot.pools) {
        for (auto& server : pool.servers) {
            const auto found = record.servers.find(pool.name + "/" + server.name);
            if (found != record.servers.end()) setCounts(server.traffic, found->second);
        }
    }
}

Traffic trafficOf(const Reading& reading, double elapsed_s) {
    Traffic traffic;
    setCounts(traffic, reading);
    const auto requests = static_cast<double>(traffic.requests);
    const double rate = elapsed_s > 0 ? requests / elapsed_s : 0;
    traffic.rates = {rate, rate, rate, rate};
    const auto lookups = static_cast<double>(reading.cache.lookups());
    const auto hits = static_cast<double>(reading.cache.hits());
    traffic.cacheHitRate = lookups > 0 ? hits / lookups : 0;
    traffic.errorRate = requests > 0 ? static_cast<double>(reading.errors()) / requests : 0;
    traffic.latency = traffic.lastSecond = percentilesOf(reading.latency);
    traffic.firstByte = percentilesOf(reading.firstByte);
    for (size_t i = 0; i < phases; ++i) {
        const double spent_ms = static_cast<double>(reading.phase_ns[i]) / 1e6;
        traffic.phase_ms[i] = requests > 0 ? spent_ms / requests : 0;
    }
    return traffic;
}

Snapshot snapshotOf(const Record& record) {
    Snapshot snapshot;
    snapshot.time_ms = record.to_ms;
    snapshot.sluiceVersion = record.environment.sluiceVersion;
    snapshot.workers = record.environment.workers;
    snapshot.total = trafficOf(record.total, record.elapsed_s);
    snapshot.connectionsOpen = record.connectionsOpen;
    snapshot.badRequests = record.badRequests;
    snapshot.batch = record.batch;
    const double cpus = record.elapsed_s > 0 ? record.cpu_s / record.elapsed_s : 0;
    snapshot.process = {.cpuPercent = 100 * cpus,
                        .residentBytes = record.residentBytes,
                        .uptime_s = record.elapsed_s};
    for (const auto& [name, reading] : record.routes) {
        RouteSnapshot route;
        route.name = name;
        route.traffic = trafficOf(reading, record.elapsed_s);
        snapshot.routes.push_back(std::move(route));
    }
    for (const auto& [name, reading] : record.servers)
        addServer(snapshot, name, trafficOf(reading, record.elapsed_s));
    return snapshot;
}

}  // namespace sluice::metrics
