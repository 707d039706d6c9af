#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "routing/path_regex.h"

namespace sluice::routing {

/// Several regexes that are matched in one pass over a path, whatever their number. Immutable: any
/// thread may use it.
class RegexSet {
public:
    /// Of the compiled patterns and the states that matching has met, in bytes.
    static constexpr size_t kMostMemory = 8 * 1024 * 1024;

    RegexSet();
    /// May be `empty()`: where there are none, or they need more memory together than they may have
    /// one by one, or than kMostMemory.
    explicit RegexSet(const std::vector<PathRegex>& regexes);
    RegexSet(RegexSet&&) noexcept;
    RegexSet& operator=(RegexSet&&) noexcept;
    ~RegexSet();

    bool empty() const { return !m_set; }
    /// The numbers of those that PathRegex::matches() is true for, in ascending order. Nothing
    /// where the memory does not do for this path: then they have to be asked one by one.
    std::optional<std::vector<int>> matching(std::string_view path) const;

private:
    class Set;
    std::unique_ptr<const Set> m_set;
};

}  // namespace sluice::routing
