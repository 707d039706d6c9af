#include "upstream/what_if/try_log.h"

#include <algorithm>

namespace sluice::upstream {

namespace {

constexpr int serverBits = 16;
constexpr int endingBits = 2;
constexpr int serviceShift = serverBits + endingBits + 1;
constexpr uint64_t longestService_ns = (uint64_t{1} << (64 - serviceShift)) - 1;

uint64_t packed(const Try& finished) {
    const auto service_ns = static_cast<uint64_t>(std::max<int64_t>(0, finished.service.count()));
    return std::min(service_ns, longestService_ns) << serviceShift |
           static_cast<uint64_t>(finished.again) << (serverBits + endingBits) |
           static_cast<uint64_t>(finished.ending) << serverBits | finished.server;
}

void store(uint64_t& field, uint64_t value) {
    std::atomic_ref(field).store(value, std::memory_order_release);
}

uint64_t load(uint64_t& field) {
    return std::atomic_ref(field).load(std::memory_order_acquire);
}

}  // namespace

TryLog::TryLog() : m_entries(std::make_unique_for_overwrite<Entry[]>(capacity)) {}

/// Who sees a field of the new entry, by its release, also sees that it was begun.
void TryLog::record(const Try& finished) {
    const uint64_t number = m_finished.load(std::memory_order_relaxed);
    m_begun.store(number + 1, std::memory_order_relaxed);
    Entry& entry = at(number);
    store(entry.start_ns, static_cast<uint64_t>(finished.start.time_since_epoch().count()));
    store(entry.hash, finished.hash);
    store(entry.rest, packed(finished));
    m_finished.store(number + 1, std::memory_order_release);
}

std::vector<Try> TryLog::tries(size_t most) const {
    const uint64_t end = m_finished.load(std::memory_order_acquire);
    most = std::min(most, capacity);
    const uint64_t first = end > most ? end - most : 0;
    std::vector<Try> tries;
    tries.reserve(end - first);
    for (uint64_t number = first; number < end; ++number)
        tries.push_back(read(number));
    const uint64_t begun = m_begun.load(std::memory_order_relaxed);
    const uint64_t intact = begun > capacity ? begun - capacity : 0;
    const uint64_t torn = intact > first ? std::min(intact, end) - first : 0;
    tries.erase(tries.begin(), tries.begin() + static_cast<ptrdiff_t>(torn));
    return tries;
}

Try TryLog::read(uint64_t number) const {
    Entry& entry = at(number);
    Try finished;
    finished.start = TimePoint(Duration(static_cast<int64_t>(load(entry.start_ns))));
    finished.hash = load(entry.hash);
    const uint64_t rest = load(entry.rest);
    finished.service = Duration(static_cast<int64_t>(rest >> serviceShift));
    finished.again = (rest >> (serverBits + endingBits) & 1) != 0;
    finished.ending = static_cast<Ending>(rest >> serverBits & ((1U << endingBits) - 1));
    finished.server = static_cast<uint16_t>(rest);
    return finished;
}

}  // namespace sluice::upstream
