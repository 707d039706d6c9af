#include "event/send_space.h"

#include <algorithm>
#include <limits>

namespace sluice::event {

Task<bool> sendSpace(Socket& socket, Duration limit, uint64_t leastRate) {
    // One half to learn what is under way, and at least one more to see it become less.
    const Duration half = limit / 2;
    const double seconds = std::chrono::duration<double>(half).count();
    const uint64_t least =
        std::max<uint64_t>(1, static_cast<uint64_t>(static_cast<double>(leastRate) * seconds));
    for (uint64_t before = std::numeric_limits<uint64_t>::max();;) {
        const Wait wait = co_await socket.writable(deadlineAfter(Clock::now(), half));
        if (wait != Wait::timedOut) co_return true;
        const uint64_t underWay = socket.unacknowledged();
        if (underWay + least > before) co_return false;
        before = underWay;
    }
}

}  // namespace sluice::event
