#include <algorithm>

#include "admin/prometheus.h"
#include "admin/record_json.h"
#include "admin/snapshot_csv.h"
#include "fuzz/entry.h"

namespace sluice::fuzz {

const int mutations = 1000;

namespace {

/// No byte that would do anything to a terminal, or end a line too early.
bool isText(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return c == '\x7f' || (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t');
    });
}

/// Whatever a file says, the figures of all forms can be made of it.
std::string checkForms(const metrics::Record& record) {
    if (!isText(admin::toCsv(record).toStdString())) return "a control character in CSV";
    if (!isText(admin::toPrometheus(record))) return "a control character in Prometheus' form";
    metrics::Record sum = record;
    sum.merge(record);
    admin::toJson(sum);
    const metrics::Record none = record.since(record);
    if (none.total.latency.total() != 0) return "a record differs from itself";
    return {};
}

}  // namespace

/// A snapshot's file.
std::string check(std::string_view input) {
    const auto bytes = QByteArray(input.data(), static_cast<qsizetype>(input.size()));
    const auto record = admin::readRecord(bytes);
    if (!record) {
        if (record.error().message.empty()) return "refused without a reason";
        return isText(record.error().message) ? "" : "a control character in an error";
    }
    const QByteArray once = admin::toJson(*record);
    const auto again = admin::readRecord(once);
    if (!again) return "what was read cannot be written: " + again.error().message;
    if (admin::toJson(*again) != once) return "writing changes the record";
    return checkForms(*record);
}

}  // namespace sluice::fuzz
