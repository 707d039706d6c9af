#include "loadtest/tally.h"

#include <algorithm>

namespace sluice::loadtest {

namespace {

template <class Key>
void addTo(std::map<Key, uint64_t>& sums, const std::map<Key, uint64_t>& others) {
    for (const auto& [key, count] : others)
        sums[key] += count;
}

template <class Key>
void takeFrom(std::map<Key, uint64_t>& counts, const std::map<Key, uint64_t>& earlier) {
    for (const auto& [key, count] : earlier)
        counts[key] -= std::min(counts[key], count);
    std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
}

}  // namespace

void Counts::merge(const Counts& other) {
    successful += other.successful;
    failed += other.failed;
    bytes += other.bytes;
    queued += other.queued;
    unsent += other.unsent;
    addTo(statuses, other.statuses);
    addTo(errors, other.errors);
    latency.merge(other.latency);
    service.merge(other.service);
    lateness.merge(other.lateness);
}

Counts Counts::since(const Counts& earlier) const {
    Counts difference = *this;
    difference.successful -= earlier.successful;
    difference.failed -= earlier.failed;
    difference.bytes -= earlier.bytes;
    difference.queued -= earlier.queued;
    difference.unsent -= earlier.unsent;
    takeFrom(difference.statuses, earlier.statuses);
    takeFrom(difference.errors, earlier.errors);
    difference.latency = latency.since(earlier.latency);
    difference.service = service.since(earlier.service);
    difference.lateness = lateness.since(earlier.lateness);
    return difference;
}

void Tally::record(const upstream::Outcome<int>& status, Duration latency, Duration service) {
    if (status) {
        m_statuses[std::min(static_cast<size_t>(*status), maxStatus)].add();
    } else {
        m_failures[static_cast<size_t>(status.error().kind)].add();
    }
    m_latency.record(nanoseconds(latency));
    m_service.record(nanoseconds(service));
}

Counts Tally::counts(int successBelow) const {
    Counts counts;
    counts.latency = m_latency.counts();
    counts.service = m_service.counts();
    counts.lateness = m_lateness.counts();
    counts.bytes = m_bytes.value();
    counts.queued = m_queued.value();
    counts.unsent = m_unsent.value();
    for (size_t status = 0; status < m_statuses.size(); ++status) {
        const uint64_t n = m_statuses[status].value();
        if (n == 0) continue;
        const int code = static_cast<int>(status);
        counts.statuses[code] = n;
        const bool success = code >= 200 && code < successBelow;
        if (!success) counts.errors["HTTP " + std::to_string(code)] = n;
        (success ? counts.successful : counts.failed) += n;
    }
    for (size_t kind = 0; kind < kinds; ++kind) {
        const uint64_t n = m_failures[kind].value();
        if (n == 0) continue;
        counts.errors[upstream::name(static_cast<upstream::Failure::Kind>(kind))] = n;
        counts.failed += n;
    }
    return counts;
}

}  // namespace sluice::loadtest
