#include "cache/status_code.h"

#include <algorithm>
#include <array>

namespace sluice::cache {

namespace {

constexpr std::array kHeuristic{200, 203, 204, 206, 300, 301, 308,
                                404, 405, 410, 414, 451, 501};  // sorted, as all of these

constexpr std::array kUnderstood{200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 305, 307, 308,
                                 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 413,
                                 414, 415, 417, 421, 422, 426, 451, 500, 501, 502, 503, 504, 505};

constexpr std::array kOneRequest{412, 416, 428, 429, 431, 511};

template <size_t size>
bool contains(const std::array<int, size>& statuses, int status) {
    return std::binary_search(statuses.begin(), statuses.end(), status);
}

}  // namespace

bool isHeuristicallyCacheable(int status) {
    return contains(kHeuristic, status);
}

bool isUnderstood(int status) {
    return contains(kUnderstood, status);
}

bool answersOneRequest(int status) {
    return contains(kOneRequest, status);
}

}  // namespace sluice::cache
