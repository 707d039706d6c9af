#pragma once

#include <cstdint>

namespace sluice::event {

/// What a direct watch calls when its descriptor becomes ready.
class WatchHandler {
public:
    /// `events` as epoll reports them: EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR.
    /// May remove any watch, its own included, and may delete any handler, itself included.
    virtual void onReady(uint32_t events) = 0;

protected:
    ~WatchHandler() = default;
};

/// Names a watch; a stale id is harmless.
struct WatchId {
    uint32_t slot = 0;
    uint32_t generation = 0;  ///< 0: no watch
    bool valid() const { return generation != 0; }
    bool operator==(const WatchId&) const = default;
};

}  // namespace sluice::event
