#pragma once

#include <QList>
#include <QString>

namespace sluice::desktop {

/// What one strategy would have made of the recorded traffic.
struct WhatIfRow {
    QString strategy;  ///< as in the configuration
    double p50_ms = 0;
    double p99_ms = 0;
    double slowestShare = 0;  ///< of the requests, 0 to 1, that went to the slowest server
    double errorRate = 0;     ///< 0 to 1
    double imbalance = 1;     ///< the largest ratio of a server's share to its share by weight
};

/// The recorded traffic of a pool, replayed through every strategy. No rows: nothing was recorded.
struct WhatIfResult {
    QString pool;
    qint64 requests = 0;
    double window_s = 0;    ///< how far back the record reaches
    QString slowestServer;  ///< empty: there is none
    QList<WhatIfRow> rows;
};

}  // namespace sluice::desktop
