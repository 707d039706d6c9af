#include <QtTest>
#include <cstdlib>
#include <new>

#include "balancer_contract.h"

using namespace sluice;
using namespace sluice::upstream;
using test::Choices;
using test::everyStrategy;
using test::makeServers;

namespace {

thread_local size_t allocations = 0;

}  // namespace

void* operator new(size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size ? size : 1)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
    std::free(memory);
}

/// A choice takes no memory, whatever the strategy.
class BalancerAllocationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allocatesNothing_data() { everyStrategy(); }
    void allocatesNothing();
};

void BalancerAllocationsTest::allocatesNothing() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({3, 1, 0, 2.5});
    const auto balancer = makeBalancer(kind, servers, 1, tuning);
    Choices choice;
    const size_t before = allocations;
    size_t sum = 0;
    for (size_t i = 0; i < 10'000; ++i) {
        if (i % 100 == 0) servers[0]->setWeight(static_cast<double>(i % 7));
        if (i % 100 == 50) test::answer(*servers[i % 4], 10, test::someTime());
        choice.avoid(i % 5);
        sum += choice.next(*balancer, servers).value_or(0);
    }
    QCOMPARE(allocations - before, size_t{0});
    QVERIFY(sum > 0);
}

QTEST_GUILESS_MAIN(BalancerAllocationsTest)
#include "balancer_allocations_test.moc"
