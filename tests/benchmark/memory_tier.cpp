#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "cache/body.h"
#include "cache/memory/memory_tier.h"
#include "support/zipf.h"

/// What the memory tier costs: CPU time of a look-up that hits, of one that misses, and of storing
/// a response of 943 bytes where another must go, by one thread and by two at once. The keys come
/// by Zipf. The median of some rounds.

using namespace sluice;
using namespace sluice::cache;

namespace {

constexpr size_t rounds = 9;
constexpr size_t keys = 20'000;
constexpr size_t calls = 200'000;

std::vector<std::string> urls(size_t first) {
    std::vector<std::string> list;
    for (size_t i = 0; i < keys; ++i)
        list.push_back("http://example.com/articles/" + std::to_string(first + i) + "?view=full");
    return list;
}

StoredResponsePtr someResponse() {
    auto response = std::make_shared<StoredResponse>();
    response->fields.add("Content-Type", "text/html; charset=utf-8");
    response->body = Body::of(std::string(943, 'x'));
    return response;
}

double threadCpu_ns() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e9 + static_cast<double>(spent.tv_nsec);
}

/// CPU nanoseconds for each of a thread's calls, `call(number of a key)`.
template <class Call>
double costOf(size_t threads, const std::vector<uint32_t>& numbers, const Call& call) {
    std::vector<double> costs_ns(threads * rounds);
    for (size_t round = 0; round < rounds; ++round) {
        std::vector<std::thread> running;
        for (size_t t = 0; t < threads; ++t) {
            running.emplace_back([&, t] {
                const double start_ns = threadCpu_ns();
                for (size_t i = 0; i < calls; ++i)
                    call(numbers[(i + t * calls / 2) % calls]);
                costs_ns[round * threads + t] = (threadCpu_ns() - start_ns) / calls;
            });
        }
        for (std::thread& thread : running)
            thread.join();
    }
    const auto middle = costs_ns.begin() + static_cast<ptrdiff_t>(costs_ns.size() / 2);
    std::nth_element(costs_ns.begin(), middle, costs_ns.end());
    return *middle;
}

}  // namespace

int main() {
    const auto there = urls(0), absent = urls(keys);
    const auto response = someResponse();
    MemoryTier tier(1024 * 1024 * 1024), full(8 * 1024 * 1024);
    for (const std::string& url : there)
        tier.put(url, response);
    Random random(1);
    const test::Zipf zipf(keys, 0.9);
    std::vector<uint32_t> numbers(calls);
    for (uint32_t& number : numbers)
        number = static_cast<uint32_t>(zipf.next(random));
    std::printf("| CPU ns | 1 thread | 2 threads |\n|---|---|---|\n");
    const auto print = [&](const char* what, const auto& call) {
        std::printf("| %s | %.0f | %.0f |\n", what, costOf(1, numbers, call),
                    costOf(2, numbers, call));
    };
    print("hit", [&](uint32_t number) { tier.find(there[number]); });
    print("hit, always the same key", [&](uint32_t) { tier.find(there[7]); });
    print("miss", [&](uint32_t number) { tier.find(absent[number]); });
    print("store, evict", [&](uint32_t number) { full.put(absent[number], someResponse()); });
}
