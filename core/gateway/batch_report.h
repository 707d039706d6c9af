#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <string>

#include "gateway/batch_item.h"

namespace sluice::gateway {

/// Sums up a batch while its items end, under the reference's names. Pure.
class BatchReport {
public:
    /// Counts an item that has ended, and gives its result as one line of JSON.
    std::string add(const BatchItem& item);
    /// total_requests, successful, failed, errors, total_processing_time and average_request_time
    /// (the mean of the items' own; both in seconds).
    QJsonObject summary(Duration elapsed) const;

private:
    size_t m_successful = 0;
    Duration m_time{};  // of all items
    QJsonArray m_errors;
};

/// JSON on one line, without its end.
std::string lineOf(const QJsonObject& object);

}  // namespace sluice::gateway
