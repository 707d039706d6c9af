#include "config/suggestion.h"

#include <algorithm>
#include <numeric>

namespace sluice::config {

namespace {

constexpr size_t kLongestName =
    64;  // longer ones are no typing errors, and would be slow to compare

/// How many characters to insert, remove, replace or swap with the next (optimal string alignment).
size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

std::string suggestion(std::string_view found, const std::vector<std::string>& candidates) {
    if (found.size() > kLongestName) return {};
    const std::string* nearest = nullptr;
    size_t least = std::max<size_t>(found.size() / 3, 1) + 1;
    for (const std::string& candidate : candidates) {
        const size_t distance = editDistance(found, candidate);
        if (distance >= least) continue;
        least = distance;
        nearest = &candidate;
    }
    return nearest ? "; did you mean '" + *nearest + "'?" : std::string();
}

std::string listed(const std::vector<std::string>& names) {
    std::string result;
    for (size_t i = 0; i < names.size(); ++i) {
        if (i > 0) result += i + 1 == names.size() ? " or " : ", ";
        result += '"' + names[i] + '"';
    }
    return result;
}

}  // namespace sluice::config
