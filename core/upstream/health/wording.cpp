#include "upstream/health/wording.h"

#include <array>
#include <cstdio>

namespace sluice::upstream {

std::string shortNumber(double value) {
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
    std::string text = buffer.data();
    if (decimals == 0) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string inSeconds(Duration duration) {
    return shortNumber(std::chrono::duration<double>(duration).count()) + " s";
}

std::string counted(size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace sluice::upstream
