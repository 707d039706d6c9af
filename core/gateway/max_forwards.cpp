#include "gateway/max_forwards.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "http/ascii.h"

namespace sluice::gateway {

MaxForwards maxForwards(const http::RequestHead& request) {
    const auto value = request.fields.find("Max-Forwards");
    if (!value) return MaxForwards::unlimited;
    if (request.method != "OPTIONS" && request.method != "TRACE") return MaxForwards::unlimited;
    const bool isNumber =
        !value->empty() && std::all_of(value->begin(), value->end(), http::isDigit);
    if (!isNumber || request.fields.count("Max-Forwards") > 1) return MaxForwards::invalid;
    const bool isZero = value->find_first_not_of('0') == value->npos;
    return isZero ? MaxForwards::reached : MaxForwards::left;
}

std::string countedDown(std::string_view value) {
    uint64_t number = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
    // The most that is supported, for what is more.
    if (parsed.ec != std::errc()) number = std::numeric_limits<uint64_t>::max();
    return std::to_string(number - 1);
}

}  // namespace sluice::gateway
