#include "cli/snapshot_file.h"

#include <QFile>
#include <QSaveFile>
#include <iostream>

#include "admin/prometheus.h"
#include "admin/record_json.h"
#include "admin/snapshot_csv.h"

namespace sluice::cli {

namespace {

constexpr qint64 maxBytes = 64 * 1024 * 1024;

}  // namespace

Result<metrics::Record> readSnapshotFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(path + ": " + file.errorString().toStdString());
    }
    if (file.size() > maxBytes) return failure(path + ": larger than 64 MiB");
    auto record = admin::readRecord(file.readAll());
    if (!record) return failure(path + ": " + record.error().message);
    return record;
}

QByteArray writtenAs(const std::string& format, const metrics::Record& record) {
    if (format == "csv") return admin::toCsv(record);
    if (format == "prometheus") return QByteArray::fromStdString(admin::toPrometheus(record));
    return admin::toJson(record);
}

Result<> writeOutput(const std::string& path, const QByteArray& text) {
    if (path.empty()) {
        std::cout << text.toStdString() << std::flush;
        return {};
    }
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        return failure(path + ": " + file.errorString().toStdString());
    }
    return {};
}

}  // namespace sluice::cli
