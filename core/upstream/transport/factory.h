#pragma once

#include <memory>

#include "upstream/options.h"
#include "upstream/pool_cell.h"
#include "upstream/transport/transport.h"

namespace sluice::upstream {

/// Worker `worker`'s part of a limit: the parts add up to it, but none is below one.
size_t shareOf(size_t limit, int worker, int workers);

/// The transport that the options ask for. The limits of the pool are divided among the workers, at
/// least one connection each, so that no worker ever waits for another. On the worker that will use
/// it.
std::unique_ptr<Transport> makeTransport(const PoolOptions& options, int worker, int workers,
                                         PoolCell& cell);

/// The kind that `automatic` stands for with these servers: qt where an https:// server is to be
/// asked by HTTP/2, or through the system's proxy; direct otherwise.
TransportKind effectiveTransport(const PoolOptions& options);

}  // namespace sluice::upstream
