#include "base/duration.h"

#include <array>

#include "base/quantity.h"

namespace sluice {

namespace {

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kDay = 86'400 * kSecond;
constexpr std::array<Unit, 7> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", kSecond},
                                      {"m", 60 * kSecond},
                                      {"h", 3'600 * kSecond},
                                      {"d", kDay}}};
constexpr uint64_t kLongest = 3'650 * kDay;  // 10 years, far below what a Duration can hold

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
    const QuantityFormat format{"a duration", "250ms, 5s or 2h", kUnits, kLongest, "10 years"};
    return parseQuantity(text, format).map([](uint64_t ns) {
        return Duration(static_cast<Duration::rep>(ns));
    });
}

std::string formatDuration(Duration duration) {
    const auto ns = duration.count();
    if (ns == 0) return "0s";
    if (ns < 0) return '-' + formatQuantity(-static_cast<uint64_t>(ns), kUnits);
    return formatQuantity(static_cast<uint64_t>(ns), kUnits);
}

}  // namespace sluice
