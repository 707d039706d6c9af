#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "cache/body.h"
#include "cache/memory/memory_tier.h"
#include "support/zipf.h"

/// How many requests find their answer in the memory: S3-FIFO beside LRU and beside the ideal,
/// which knows the future. Zipf with s = 0.9 over 100,000 keys, and memory for a part of them; once
/// alone, and once with scans in between, of keys that nobody asks for again.

using namespace sluice;
using namespace sluice::cache;

namespace {

constexpr size_t keys = 100'000;
constexpr size_t requests = 3'000'000;
constexpr size_t scanEvery = 100'000, scanLength = 20'000;

/// Numbers of keys; those from `keys` on belong to a scan.
using Trace = std::vector<uint32_t>;

Trace zipfTrace(bool scans) {
    Random random(1);
    const test::Zipf zipf(keys, 0.9);
    Trace trace;
    uint32_t scanned = keys;
    for (size_t i = 0; i < requests; ++i) {
        trace.push_back(static_cast<uint32_t>(zipf.next(random)));
        for (size_t n = 0; scans && i % scanEvery == 0 && n < scanLength; ++n)
            trace.push_back(scanned++);
    }
    return trace;
}

/// Hits among the requests after the first third, which fills the memory; scans do not count.
class HitRate {
public:
    void count(uint32_t key, bool hit) {
        if (key >= keys || ++m_requests <= requests / 3) return;
        m_hits += hit;
    }
    double percent() const {
        return 100.0 * static_cast<double>(m_hits) / (static_cast<double>(requests) * 2 / 3);
    }

private:
    size_t m_requests = 0, m_hits = 0;
};

/// What S3Fifo is measured against; the newest is who was asked for last.
class Lru {
public:
    void inserted(Entry& entry) { m_queue.push(entry); }
    void touched(Entry& entry) {
        m_queue.remove(entry);
        m_queue.push(entry);
    }
    Entry* evict() {
        Entry* const oldest = m_queue.oldest();
        if (oldest) m_queue.remove(*oldest);
        return oldest;
    }
    uint64_t bytes() const { return m_queue.bytes(); }

private:
    EntryQueue m_queue;
};

/// Entries of one byte.
template <class Policy>
double hitRate(const Trace& trace, size_t capacity) {
    Policy policy;
    HitRate rate;
    std::unordered_map<uint64_t, std::unique_ptr<Entry>> entries;
    for (const uint32_t key : trace) {
        auto& entry = entries[key];
        rate.count(key, entry != nullptr);
        if (entry) {
            policy.touched(*entry);
            continue;
        }
        entry = std::make_unique<Entry>("", key);
        entry->bytes = 1;
        policy.inserted(*entry);
        if (policy.bytes() > capacity) entries.erase(policy.evict()->hash);
    }
    return rate.percent();
}

/// Keeps those that are asked for most; they have the lowest numbers. Without knowing the future,
/// nothing does better where each request is drawn anew.
double popularHitRate(const Trace& trace, size_t capacity) {
    HitRate rate;
    for (const uint32_t key : trace)
        rate.count(key, key < capacity);
    return rate.percent();
}

/// Keeps those that are asked for soonest (Belady, "A study of replacement algorithms for a
/// virtual-storage computer", 1966), and may keep a newcomer out.
double idealHitRate(const Trace& trace, size_t capacity) {
    std::vector<size_t> next(trace.size());
    std::unordered_map<uint32_t, size_t> seen;
    for (size_t i = trace.size(); i-- > 0;) {
        const auto found = seen.find(trace[i]);
        next[i] = found == seen.end() ? trace.size() + i : found->second;
        seen[trace[i]] = i;
    }
    HitRate rate;
    std::set<size_t> kept;  // when each will be asked for again
    for (size_t i = 0; i < trace.size(); ++i) {
        rate.count(trace[i], kept.erase(i) > 0);
        kept.insert(next[i]);
        if (kept.size() > capacity) kept.erase(std::prev(kept.end()));
    }
    return rate.percent();
}

StoredResponsePtr responseOf(size_t bytes) {
    auto response = std::make_shared<StoredResponse>();
    response->fields.add("Content-Type", "text/html; charset=utf-8");
    response->fields.add("ETag", "\"5f3c-5b2a9c1d4e\"");
    response->body = Body::of(std::string(bytes, 'x'));
    return response;
}

/// The memory tier itself, with responses of 1 to 19 KiB, as many bytes as the part of all.
double tierHitRate(const Trace& trace, size_t capacity) {
    constexpr size_t meanBytes = 10 * 1024, overheadBytes = 1'400;
    MemoryTier tier(capacity * (meanBytes + overheadBytes));
    HitRate rate;
    for (const uint32_t key : trace) {
        const std::string url = "http://example.com/articles/" + std::to_string(key);
        const bool hit = tier.find(url) != nullptr;
        rate.count(key, hit);
        if (!hit) tier.put(url, responseOf(1024 + Random::mixed(key) % (18 * 1024)));
    }
    return rate.percent();
}

}  // namespace

int main() {
    std::printf("| memory for | | LRU | S3-FIFO | the memory tier | most popular | ideal |\n");
    std::printf("|---|---|---|---|---|---|---|\n");
    for (const bool scans : {false, true}) {
        const Trace trace = zipfTrace(scans);
        for (const size_t percent : {1, 10, 25}) {
            const size_t capacity = keys * percent / 100;
            std::printf("| %zu %% | %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n",
                        percent, scans ? "with scans" : "Zipf", hitRate<Lru>(trace, capacity),
                        hitRate<S3Fifo>(trace, capacity), tierHitRate(trace, capacity),
                        popularHitRate(trace, capacity), idealHitRate(trace, capacity));
            std::fflush(stdout);
        }
    }
}
