#include "cache/age.h"

#include "cache/freshness.h"

namespace sluice::cache {

std::string ageField(const StoredResponse& response, WallTime now) {
    return std::to_string(currentAge(response, now).count());
}

}  // namespace sluice::cache
