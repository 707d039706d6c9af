#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "routing/prefix_tree.h"
#include "routing/regex_set.h"

namespace sluice::routing {

/// Numbers of routes, found by the path of a request: those with a regex first, then those with the
/// longest prefix. Immutable: any thread may look something up.
class PathIndex {
public:
    /// In the order of precedence.
    void addPrefix(std::string_view prefix, size_t number) { m_prefixes.add(prefix, number); }
    void addRegex(const PathRegex& regex, size_t number);
    /// Once all are there.
    void compile();

    /// The first number that `accept` takes, of those that match a normalizePath().
    template <class Accept>
    std::optional<size_t> findFirst(std::string_view path, Accept accept) const {
        if (!m_regexes.empty()) {
            if (const auto found = findRegex(path, accept)) return found;
        }
        return m_prefixes.findLongest(path, accept);
    }

    /// How many regexes have to be matched one by one, as they are too big to be a RegexSet.
    size_t matchedOneByOne() const;

private:
    template <class Accept>
    std::optional<size_t> findRegex(std::string_view path, Accept accept) const {
        if (!m_set.empty()) {
            if (const auto matching = m_set.matching(path)) {
                for (const int match : *matching) {
                    const size_t number = m_numbers[static_cast<size_t>(match)];
                    if (accept(number)) return number;
                }
                return std::nullopt;
            }
        }
        for (size_t i = 0; i < m_regexes.size(); ++i) {
            if (accept(m_numbers[i]) && m_regexes[i].matches(path)) return m_numbers[i];
        }
        return std::nullopt;
    }

    std::vector<PathRegex> m_regexes;
    std::vector<size_t> m_numbers;  ///< by regex
    RegexSet m_set;
    PrefixTree m_prefixes;
};

}  // namespace sluice::routing
