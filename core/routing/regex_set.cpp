#include "routing/regex_set.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <string>

#include "routing/path.h"

namespace sluice::routing {

class RegexSet::Set : public re2::RE2::Set {
public:
    using re2::RE2::Set::Set;
};

namespace {

re2::RE2::Options optionsFor(const std::vector<PathRegex>& regexes) {
    re2::RE2::Options options(regexes.front().compiled().options());
    const auto oneByOne = options.max_mem() * static_cast<int64_t>(regexes.size());
    options.set_max_mem(std::min<int64_t>(oneByOne, RegexSet::kMostMemory));
    return options;
}

}  // namespace

RegexSet::RegexSet() = default;
RegexSet::RegexSet(RegexSet&&) noexcept = default;
RegexSet& RegexSet::operator=(RegexSet&&) noexcept = default;
RegexSet::~RegexSet() = default;

RegexSet::RegexSet(const std::vector<PathRegex>& regexes) {
    if (regexes.empty()) return;
    auto set = std::make_unique<Set>(optionsFor(regexes), re2::RE2::ANCHOR_BOTH);
    const bool areKnown = std::all_of(regexes.begin(), regexes.end(), [&](const PathRegex& regex) {
        return set->Add(regex.compiled().pattern(), nullptr) >= 0;
    });
    if (areKnown && set->Compile()) m_set = std::move(set);
}

std::optional<std::vector<int>> RegexSet::matching(std::string_view path) const {
    std::string buffer;
    path = mergeSlashes(path, buffer);
    std::vector<int> numbers;
    re2::RE2::Set::ErrorInfo error{};
    const bool found = m_set->Match({path.data(), path.size()}, &numbers, &error);
    if (!found && error.kind != re2::RE2::Set::kNoError) return std::nullopt;
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

}  // namespace sluice::routing
