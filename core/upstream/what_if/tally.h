#pragma once

#include <optional>
#include <vector>

#include "upstream/what_if/try_log.h"
#include "upstream/what_if/what_if.h"

namespace sluice::upstream {

/// Adds up what became of requests.
class Tally {
public:
    explicit Tally(size_t servers) : m_byServer(servers) {}

    void add(size_t server, Duration service, Ending ending);
    /// One for which there was no server.
    void addRefused() { ++m_refused; }

    /// `shares`: what each server should get by its weight, 0 to 1; who should get nothing counts
    /// for no imbalance. Percentiles are by nearest rank.
    WhatIf::Row row(std::string_view strategy, const std::vector<double>& shares,
                    std::optional<size_t> slowest) const;

private:
    std::vector<Duration> m_times;
    std::vector<uint64_t> m_byServer;
    uint64_t m_errors = 0;
    uint64_t m_refused = 0;
};

}  // namespace sluice::upstream
