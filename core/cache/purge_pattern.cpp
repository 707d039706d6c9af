#include "cache/purge_pattern.h"

#include <algorithm>
#include <array>

#include "cache/field_list.h"
#include "cache/glob.h"
#include "cache/key.h"

namespace sluice::cache {

namespace {

using Kind = PurgePattern::Kind;

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kExpected =
    "all, url:…, prefix:…, glob:… or tag:…, with http://host/path or /path";
/// Longer than any URL that a gateway takes.
constexpr size_t longestText = 64 * 1024;
constexpr std::array kOfText{Kind::url, Kind::prefix, Kind::glob, Kind::tag};

std::string quoted(std::string_view text) {
    return "\"" + std::string(text.substr(0, 200)) + "\"";
}

/// The beginning of a path, or a pattern of it: what is open in it, from the last segment or the
/// first wildcard on, keeps its dots.
std::string pathOf(Kind kind, std::string_view text) {
    const size_t open = kind == Kind::glob ? text.find_first_of("*?") : text.find('?');
    const size_t slash = text.substr(0, open).rfind('/');
    return normalizedPart(text, slash == text.npos ? 0 : slash + 1);
}

/// Normalised as keys are, where that leaves wildcards and unfinished prefixes alone.
Result<std::string> locationOf(Kind kind, std::string_view text) {
    if (text.starts_with('/')) {
        if (kind != Kind::url) return pathOf(kind, text);
        const auto key = keyForUrl(std::string(kScheme) + "host" + std::string(text));
        return key ? std::string(partsOf(*key).target) : std::string(text);
    }
    if (!http::equalNames(text.substr(0, kScheme.size()), kScheme))
        return failure(quoted(text) + " is neither http://host/path nor /path");
    if (kind != Kind::url) {
        const size_t slash = text.find('/', kScheme.size());
        if (slash == text.npos) return lowered(text);
        const std::string_view authority = text.substr(kScheme.size(), slash - kScheme.size());
        return std::string(kScheme) + normalizedAuthority(authority) +
               pathOf(kind, text.substr(slash));
    }
    auto key = keyForUrl(text);
    if (!key) return failure(quoted(text) + " is not the URL of something that is stored");
    return *key;
}

Result<> checkBounds(Kind kind, std::string_view text) {
    if (text.size() > longestText)
        return failure("there may be " + std::to_string(longestText) + " characters behind " +
                       std::string(nameOf(kind)));
    if (kind == Kind::glob && !isBoundedGlob(text))
        return failure("a glob may have 1024 characters, and 64 between two \"*\" if one is \"?\"");
    return {};
}

}  // namespace

Result<PurgePattern> PurgePattern::make(Kind kind, std::string_view text) {
    if (kind == Kind::all) return all();
    text = http::trimmed(text);
    if (text.empty())
        return failure("nothing to purge behind " + std::string(nameOf(kind)) + "; expected " +
                       std::string(kExpected));
    if (auto bounded = checkBounds(kind, text); !bounded) return tl::unexpected(bounded.error());
    if (kind == Kind::tag) return PurgePattern(kind, std::string(text));
    auto location = locationOf(kind, text);
    if (!location) return tl::unexpected(location.error());
    // Escapes have made it longer, and others get it as it is then.
    if (auto bounded = checkBounds(kind, *location); !bounded)
        return tl::unexpected(bounded.error());
    return PurgePattern(kind, std::move(*location));
}

Result<PurgePattern> PurgePattern::parse(std::string_view text) {
    text = http::trimmed(text);
    if (text == "all") return all();
    for (const Kind kind : kOfText) {
        const std::string_view name = nameOf(kind);
        if (text.starts_with(name) && text.substr(name.size()).starts_with(':'))
            return make(kind, text.substr(name.size() + 1));
    }
    if (!text.starts_with('/') && !http::equalNames(text.substr(0, kScheme.size()), kScheme))
        return failure(quoted(text) + " is nothing to purge; expected " + std::string(kExpected));
    const bool isGlob = text.find('*') != std::string_view::npos;
    return make(isGlob ? Kind::glob : Kind::url, text);
}

std::string PurgePattern::toText() const {
    if (m_kind == Kind::all) return "all";
    return std::string(nameOf(m_kind)) + ":" + m_text;
}

bool PurgePattern::matches(std::string_view key, std::span<const std::string> tags) const {
    if (m_kind == Kind::all) return true;
    if (m_kind == Kind::tag) return std::find(tags.begin(), tags.end(), m_text) != tags.end();
    const std::string_view subject = m_text.starts_with('/') ? partsOf(key).target : urlOf(key);
    if (m_kind == Kind::prefix) return subject.starts_with(m_text);
    return m_kind == Kind::glob ? matchesGlob(subject, m_text) : subject == m_text;
}

std::string_view nameOf(Kind kind) {
    switch (kind) {
        case Kind::all:
            return "all";
        case Kind::url:
            return "url";
        case Kind::prefix:
            return "prefix";
        case Kind::glob:
            return "glob";
        case Kind::tag:
            return "tag";
    }
    return "";
}

}  // namespace sluice::cache
