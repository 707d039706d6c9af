#include "balancer_contract.h"

#include <QDebug>
#include <cmath>

namespace sluice::test {

using namespace upstream;

std::optional<size_t> Choices::next(Balancer& balancer, const ServerList& servers) {
    const auto avoid = m_avoid ? std::span(&*m_avoid, 1) : std::span<const size_t>();
    return balancer.choose(servers, {m_random.next(), avoid, someTime()});
}

std::vector<size_t> Choices::count(Balancer& balancer, const ServerList& servers, size_t choices) {
    std::vector<size_t> counts(servers.size() + 1);
    for (size_t i = 0; i < choices; ++i) {
        const size_t index = next(balancer, servers).value_or(servers.size());
        ++counts[std::min(index, servers.size())];
    }
    return counts;
}

Split splitOf(Strategy strategy) {
    return strategy == Strategy::powerOfTwo || strategy == Strategy::peakEwma ||
                   strategy == Strategy::consistentHash
               ? Split::byChance
               : Split::inTurn;
}

bool isSplit(Strategy strategy, const std::vector<size_t>& counts,
             const std::vector<double>& shares, size_t choices) {
    for (size_t i = 0; i < shares.size(); ++i) {
        const double due = shares[i] * static_cast<double>(choices);
        const double chance = 1 + 5 * std::sqrt(due * (1 - shares[i]));
        const double allowed =
            splitOf(strategy) == Split::inTurn ? static_cast<double>(shares.size()) : chance;
        const double error = std::abs(static_cast<double>(counts[i]) - due);
        if (error > allowed) {
            qWarning() << "server" << i << "got" << counts[i] << "instead of" << due;
            return false;
        }
    }
    return true;
}

void everyStrategy() {
    QTest::addColumn<int>("strategy");
    for (const Strategy strategy : availableStrategies()) {
        QTest::newRow(std::string(strategyName(strategy)).c_str()) << static_cast<int>(strategy);
    }
}

}  // namespace sluice::test
