#pragma once

#include <QByteArray>
#include <vector>

#include "config/loader.h"

namespace sluice::config {

/// A line for each.
inline QByteArray allOf(const std::vector<Problem>& problems) {
    QByteArray text;
    for (const Problem& problem : problems) {
        text += QByteArray::fromStdString(problem.toString()) + '\n';
    }
    return text;
}

/// A pool, in 3 lines, and a route to it, in one more.
inline const QByteArray kPool("[pools.p]\n[[pools.p.servers]]\nurl = 'http://h:1'\n");
inline const QByteArray kFine = kPool + "[routes.r]\n";

}  // namespace sluice::config
