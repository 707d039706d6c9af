#include "fuzz/entry.h"
#include "fuzz/message_stream.h"

const int sluice::fuzz::mutations = 10000;

/// Servers' answers to GET, HEAD and CONNECT, one behind the other.
std::string sluice::fuzz::check(std::string_view input) {
    for (const char* method : {"GET", "HEAD", "CONNECT"}) {
        const auto make = [method](const auto& limits) {
            return http::responseReader(method, limits);
        };
        if (auto violation = checkStream(make, input); !violation.empty()) return violation;
    }
    return {};
}
