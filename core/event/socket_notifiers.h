#pragma once

#include <QSocketNotifier>
#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "event/watch_table.h"

namespace sluice::event {

/// The QSocketNotifiers of one dispatcher: one level-triggered watch for each descriptor, shared by
/// its notifiers of different kinds.
class SocketNotifiers {
public:
    explicit SocketNotifiers(WatchTable& watches);
    ~SocketNotifiers();

    void add(QSocketNotifier* notifier);
    void remove(QSocketNotifier* notifier);
    /// While excluded, notifiers are not activated; what was ready meanwhile is reported
    /// afterwards.
    void setExcluded(bool excluded);

private:
    struct Descriptor;

    Descriptor* find(int fd, WatchId watch) const;
    void activate(int fd, WatchId watch, uint32_t events);

    WatchTable& m_watches;
    std::unordered_map<int, std::unique_ptr<Descriptor>> m_descriptors;
    std::vector<int> m_held;  // descriptors that became ready while excluded
    bool m_excluded = false;
};

}  // namespace sluice::event
