#include "demo/free_port.h"

#include <unistd.h>

#include "listener/bind.h"

namespace sluice::demo {

uint16_t freePort(uint16_t preferred, uint16_t except) {
    constexpr uint16_t tries = 20;
    for (uint16_t i = 0; i < tries; ++i) {
        const auto port = static_cast<uint16_t>(preferred + i);
        if (port == except) continue;
        const auto bound = listener::bindAll({"127.0.0.1", port}, 1);
        if (!bound) continue;
        ::close(bound->descriptors.front());
        return port;
    }
    return 0;
}

}  // namespace sluice::demo
