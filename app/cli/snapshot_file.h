#pragma once

#include <QByteArray>
#include <string>

#include "base/result.h"
#include "metrics/record.h"

namespace sluice::cli {

/// Reads the record of a snapshot's JSON file, of 64 MiB at most. The error names the file.
Result<metrics::Record> readSnapshotFile(const std::string& path);

/// As "json", "csv" or "prometheus".
QByteArray writtenAs(const std::string& format, const metrics::Record& record);

/// Replaces the file as a whole; an empty path is standard output.
Result<> writeOutput(const std::string& path, const QByteArray& text);

}  // namespace sluice::cli
