#include "routing/path_regex.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "routing/path.h"

namespace sluice::routing {

namespace {

/// Of a compiled pattern and the states that matching it has met, in bytes. Patterns of a few
/// thousand characters fit; beyond that, RE2 begins its states anew.
constexpr int64_t kMostMemory = 1024 * 1024;

constexpr std::string_view kNoLookAround =
    "regexes look neither ahead nor behind: give what is to be left out a route of its own with a "
    "longer regex, which comes first";
constexpr std::string_view kNoReferences =
    "regexes cannot refer back to a group: write out what the group may be";
constexpr std::string_view kNoAtomic =
    "regexes never backtrack, so that nothing has to be atomic: write (?:...)";
constexpr std::string_view kNoPossessive =
    "regexes never backtrack, so that nothing has to be possessive: leave out the last \"+\"";

/// What other engines know, as RE2 quotes it in its error.
struct Unknown {
    std::string_view begin;
    std::string_view advice;
};
constexpr std::array kUnknown{Unknown{"(?=", kNoLookAround},
                              Unknown{"(?!", kNoLookAround},
                              Unknown{"(?<=", kNoLookAround},
                              Unknown{"(?<!", kNoLookAround},
                              Unknown{"(?>", kNoAtomic},
                              Unknown{"(?<", "a named group is written (?P<name>...)"},
                              Unknown{"(?P=", kNoReferences},
                              Unknown{"(?#", "regexes have no comments"},
                              Unknown{"\\k", kNoReferences},
                              Unknown{"\\g", kNoReferences},
                              Unknown{"\\Z", "the whole path is matched anyhow: leave it out"},
                              Unknown{"\\h", "a blank is written [ \\t]"}};

bool isBackReference(std::string_view escape) {
    return escape.size() == 2 && escape[0] == '\\' && escape[1] >= '1' && escape[1] <= '9';
}

/// `rest`: of the pattern, from the error on. Empty for an ordinary mistake.
std::string_view adviceFor(const re2::RE2& broken, std::string_view rest) {
    const std::string_view part = broken.error_arg();
    switch (broken.error_code()) {
        case re2::RE2::ErrorRepeatOp:
            if (part.size() > 1 && part.back() == '+') return kNoPossessive;
            break;
        case re2::RE2::ErrorRepeatSize:
        case re2::RE2::ErrorPatternTooLarge:
            return "repeat less, 1000 times at most, or make several routes of it";
        default:
            break;
    }
    if (isBackReference(part)) return kNoReferences;
    const auto known = std::find_if(kUnknown.begin(), kUnknown.end(), [&](const Unknown& unknown) {
        return rest.starts_with(unknown.begin);
    });
    return known == kUnknown.end() ? "" : known->advice;
}

std::string explain(const re2::RE2& broken) {
    const std::string& pattern = broken.pattern();
    const std::string& part = broken.error_arg();
    const size_t at = part == pattern || part.empty() ? pattern.npos : pattern.rfind(part);
    std::string text = "the path regex \"" + pattern + "\" is broken";
    if (at != pattern.npos) text += " at character " + std::to_string(at + 1);
    text += ": " + broken.error();
    const std::string_view rest = at == pattern.npos ? "" : std::string_view(pattern).substr(at);
    const std::string_view advice = adviceFor(broken, rest);
    return advice.empty() ? text : text.append("; ").append(advice);
}

}  // namespace

Result<PathRegex> PathRegex::compile(const std::string& pattern) {
    re2::RE2::Options options;
    options.set_max_mem(kMostMemory);
    options.set_log_errors(false);
    auto regex = std::make_shared<const re2::RE2>(pattern, options);
    if (!regex->ok()) return failure(explain(*regex));
    return PathRegex(std::move(regex));
}

bool PathRegex::matches(std::string_view path) const {
    std::string buffer;
    path = mergeSlashes(path, buffer);
    return m_regex->Match({path.data(), path.size()}, 0, path.size(), re2::RE2::ANCHOR_BOTH,
                          nullptr, 0);
}

}  // namespace sluice::routing
