#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace sluice::routing {

/// A regular expression on whole paths, in RE2's syntax: the usual one without look-around and back
/// references, which only backtracking can match. Matches in time linear in the path's length, and
/// always knows the answer. Immutable: any thread may use it, and copies share what they have.
class PathRegex {
public:
    /// An error says where in the pattern it is, and for what RE2 does not know, what to write
    /// instead.
    static Result<PathRegex> compile(const std::string& pattern);

    /// Whether all of a normalizePath() matches, with repeated slashes seen as one.
    bool matches(std::string_view path) const;
    const re2::RE2& compiled() const { return *m_regex; }

private:
    explicit PathRegex(std::shared_ptr<const re2::RE2> regex) : m_regex(std::move(regex)) {}

    std::shared_ptr<const re2::RE2> m_regex;
};

}  // namespace sluice::routing
