#pragma once

#include <QHostAddress>
#include <QList>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "event/task.h"

namespace sluice::event {

/// The IP addresses of a host, at least one, looked up off the thread (QHostInfo); an address is
/// its own. Those who ask for one name at a time share a look-up; nothing is remembered here. The
/// error names the host. Gives up at `deadline`, and leaves the look-up to others. Runs on a thread
/// with an EpollDispatcher; destroying the task ends the wait.
Task<Result<QList<QHostAddress>>> lookUpHost(std::string host, TimePoint deadline);

}  // namespace sluice::event
