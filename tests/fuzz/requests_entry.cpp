#include "fuzz/entry.h"
#include "fuzz/message_stream.h"

const int sluice::fuzz::mutations = 30000;

/// Clients' requests, one behind the other.
std::string sluice::fuzz::check(std::string_view input) {
    return checkStream([](const auto& limits) { return http::requestReader(limits); }, input);
}
