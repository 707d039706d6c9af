#pragma once

#include <QStringList>
#include <array>

#include "metrics/snapshot.h"
#include "second_ring.h"

namespace sluice::desktop {

/// How a pool's traffic was shared, and how fast its servers were, over the last five minutes. A
/// chart tells eight lines apart: of more servers, those from the eighth on share the last line.
class PoolHistory {
public:
    static constexpr int lines = 8;

    struct Second {
        std::array<double, lines> share{};   ///< of the pool's requests, 0 to 1
        std::array<double, lines> p99_ms{};  ///< 0: no request; of several servers, the slowest's
    };

    static int lineOf(int server) { return server < lines ? server : lines - 1; }

    void record(qint64 time_s, const metrics::PoolSnapshot& pool);
    /// Of the lines; the last is "others" when it stands for several.
    const QStringList& names() const { return m_names; }
    const SecondRing<Second>& seconds() const { return m_seconds; }

private:
    void rename(const QStringList& names);

    QStringList m_names;
    SecondRing<Second> m_seconds;
};

}  // namespace sluice::desktop
