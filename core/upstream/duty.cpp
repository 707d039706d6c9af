#include "upstream/duty.h"

#include <array>

namespace sluice::upstream {

namespace {

constexpr std::array<std::string_view, 3> names{"active", "drained", "maintenance"};

}  // namespace

std::string_view dutyName(Duty duty) {
    return names[static_cast<size_t>(duty)];
}

std::optional<Duty> dutyFromName(std::string_view name) {
    for (size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return static_cast<Duty>(i);
    }
    return std::nullopt;
}

}  // namespace sluice::upstream
