#pragma once

#include <QByteArray>

#include "metrics/record.h"

namespace sluice::admin {

/// A snapshot as one table for a spreadsheet (RFC 4180: CRLF, quotes where needed; UTF-8). A row
/// for the total, then one for each route and each server; the columns are named in the first row,
/// with the names of the JSON form. The scope is "total", "route" or "server", a server's name
/// "pool/server"; "bad_requests" are those of the total that are no route's; if there were batches,
/// also "batches" (refused ones are its failures, the mean is of whole batches) and "batch_items";
/// cells that mean nothing in a scope are empty. Names that a spreadsheet would take for a formula
/// begin with an apostrophe.
QByteArray toCsv(const metrics::Snapshot& snapshot);
/// The same of a record, its rates and percentiles over its whole period.
QByteArray toCsv(const metrics::Record& record);

}  // namespace sluice::admin
