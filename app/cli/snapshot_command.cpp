#include "cli/snapshot_command.h"

#include <QEventLoop>
#include <QJsonObject>
#include <QTimer>
#include <iostream>

#include "admin/record_json.h"
#include "base/duration.h"
#include "cli/fail_condition.h"
#include "cli/gateway_address.h"
#include "cli/snapshot_file.h"
#include "cli/snapshot_table.h"

namespace sluice::cli {

namespace {

using metrics::Record;

constexpr Duration longestPeriod = std::chrono::hours(24);

ExitCode tell(const std::string& message, ExitCode code = ExitCode::failed) {
    std::cerr << "sluice snapshot: " << message << "\n";
    return code;
}

std::string formatOf(const SnapshotOptions& options) {
    if (!options.format.empty()) return options.format;
    if (options.output.ends_with(".csv")) return "csv";
    return options.output.ends_with(".prom") ? "prometheus" : "json";
}

ExitCode write(const SnapshotOptions& options, const QByteArray& text) {
    const auto written = writeOutput(options.output, text);
    return written ? ExitCode::ok : tell(written.error().message);
}

void wait(Duration period) {
    QEventLoop loop;
    QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(period), &loop,
                       &QEventLoop::quit);
    loop.exec();
}

tl::expected<QByteArray, ExitCode> fetch(const AdminClient& client) {
    const auto answer = client.ask("GET", QStringLiteral("/api/v1/snapshot"));
    if (!answer) return tl::unexpected(tell(answer.error().message, answer.error().code));
    if (!answer->object().contains(QLatin1String("record"))) {
        return tl::unexpected(
            tell("what answers is no gateway: its answer has no record", ExitCode::notReached));
    }
    return answer->toJson();
}

/// As the gateway writes it, which knows more than its record says.
tl::expected<QByteArray, ExitCode> fetchAs(const AdminClient& client, const std::string& format) {
    if (format == "json") return fetch(client);
    const bool csv = format == "csv";
    const auto answer =
        client.get(QStringLiteral("/api/v1/snapshot?format=") + QString::fromStdString(format),
                   csv ? QStringLiteral("text/csv") : QStringLiteral("text/plain"));
    if (!answer) return tl::unexpected(tell(answer.error().message, answer.error().code));
    return *answer;
}

tl::expected<Record, ExitCode> recordOf(const QByteArray& json) {
    auto record = admin::readRecord(json);
    if (!record) return tl::unexpected(tell("the gateway's answer: " + record.error().message));
    return std::move(*record);
}

/// What is counted from now on for `period`.
tl::expected<Record, ExitCode> measure(const AdminClient& client, Duration period) {
    const auto before = fetch(client);
    if (!before) return tl::unexpected(before.error());
    const auto first = recordOf(*before);
    if (!first) return tl::unexpected(first.error());
    wait(period);
    const auto after = fetch(client);
    if (!after) return tl::unexpected(after.error());
    const auto second = recordOf(*after);
    if (!second) return tl::unexpected(second.error());
    if (second->elapsed_s < first->elapsed_s) {
        return tl::unexpected(tell("the gateway was restarted meanwhile"));
    }
    return second->since(*first);
}

ExitCode take(const SnapshotOptions& options) {
    const bool whole = options.period.empty();
    const auto period = whole ? Result<Duration>(Duration::zero()) : parseDuration(options.period);
    if (!period) return tell("--for: " + period.error().message, ExitCode::badUsage);
    if (*period > longestPeriod) return tell("--for: at most 24h", ExitCode::badUsage);
    const auto client = clientFor(options.admin, options.configFile, Purpose::read);
    if (!client) return client.error();
    if (!whole) {
        const auto record = measure(*client, *period);
        return record ? write(options, writtenAs(formatOf(options), *record)) : record.error();
    }
    const auto text = fetchAs(*client, formatOf(options));
    return text ? write(options, *text) : text.error();
}

tl::expected<std::vector<Record>, ExitCode> readAll(const SnapshotOptions& options) {
    std::vector<Record> records;
    for (const std::string& file : options.files) {
        auto record = readSnapshotFile(file);
        if (!record) return tl::unexpected(tell(record.error().message));
        records.push_back(std::move(*record));
    }
    return records;
}

ExitCode merge(const SnapshotOptions& options) {
    const auto records = readAll(options);
    if (!records) return records.error();
    Record sum = records->front();
    for (size_t i = 1; i < records->size(); ++i)
        sum.merge((*records)[i]);
    return write(options, writtenAs(formatOf(options), sum));
}

/// That one of them holds counts for more than that nothing can be said of another.
ExitCode judge(const std::vector<FailCondition>& conditions, const Record& before,
               const Record& after) {
    using Verdict = FailCondition::Verdict;
    ExitCode code = ExitCode::ok;
    for (const FailCondition& condition : conditions) {
        const auto verdict = condition.judge(before, after);
        if (!verdict) return tell(verdict.error().message);
        if (*verdict == Verdict::holds) {
            code = tell("it is so: " + condition.text(), ExitCode::conditionHolds);
        } else if (*verdict == Verdict::nothingMeasured) {
            const ExitCode told = tell("nothing was measured to judge by: " + condition.text(),
                                       ExitCode::nothingMeasured);
            if (code == ExitCode::ok) code = told;
        }
    }
    return code;
}

ExitCode diff(const SnapshotOptions& options) {
    std::vector<FailCondition> conditions;
    for (const std::string& text : options.failIf) {
        auto condition = FailCondition::parse(text);
        if (!condition) return tell(condition.error().message, ExitCode::badUsage);
        conditions.push_back(std::move(*condition));
    }
    const auto records = readAll(options);
    if (!records) return records.error();
    const Record& before = (*records)[0];
    const Record& after = (*records)[1];
    std::cout << differenceTable(before, after) << std::flush;
    return judge(conditions, before, after);
}

}  // namespace

ExitCode snapshot(const SnapshotOptions& options) {
    if (options.what == SnapshotOptions::What::merge) return merge(options);
    if (options.what == SnapshotOptions::What::diff) return diff(options);
    return take(options);
}

}  // namespace sluice::cli
