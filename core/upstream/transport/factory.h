#pragma once

#include <memory>

#include "upstream/options.h"
#include "upstream/pool_cell.h"
#include "upstream/transport/connection_limits.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// The transport that the options ask for. For `worker`, which shares `limits` with the others, and
/// on its thread.
std::unique_ptr<Transport> makeTransport(const PoolOptions& options,
                                         std::shared_ptr<ConnectionLimits> limits, size_t worker,
                                         PoolCell& cell);
/// One that shares its limits with nobody.
std::unique_ptr<Transport> makeTransport(const PoolOptions& options, PoolCell& cell);

/// The kind that `automatic` stands for with these servers: qt where an https:// server is to be
/// asked by HTTP/2, or through the system's proxy; direct otherwise.
TransportKind effectiveTransport(const PoolOptions& options);

}  // namespace sluice::upstream
