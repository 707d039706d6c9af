#include "cache/glob.h"

#include <algorithm>
#include <cstring>

namespace sluice::cache {

namespace {

constexpr size_t kNone = std::string_view::npos;

/// A part of a pattern without "*", at the beginning of the text.
bool startsWith(std::string_view text, std::string_view part) {
    if (text.size() < part.size()) return false;
    for (size_t i = 0; i < part.size(); ++i) {
        if (part[i] != '?' && part[i] != text[i]) return false;
    }
    return true;
}

/// Where the first place for it ends, in time that grows with the text alone: parts with "?", which
/// are compared at each place, have few characters.
size_t endOf(std::string_view text, std::string_view part) {
    if (part.find('?') == kNone) {
        const void* found = ::memmem(text.data(), text.size(), part.data(), part.size());
        if (!found) return kNone;
        return static_cast<size_t>(static_cast<const char*>(found) - text.data()) + part.size();
    }
    for (size_t at = 0; at + part.size() <= text.size(); ++at) {
        if (startsWith(text.substr(at), part)) return at + part.size();
    }
    return kNone;
}

}  // namespace

bool isBoundedGlob(std::string_view pattern) {
    constexpr size_t longestPattern = 1024;
    constexpr size_t longestPart = 64;
    if (pattern.size() > longestPattern) return false;
    while (!pattern.empty()) {
        const std::string_view part = pattern.substr(0, pattern.find('*'));
        if (part.size() > longestPart && part.find('?') != kNone) return false;
        pattern.remove_prefix(std::min(part.size() + 1, pattern.size()));
    }
    return true;
}

bool matchesGlob(std::string_view text, std::string_view pattern) {
    const size_t star = pattern.find('*');
    if (star == kNone) return text.size() == pattern.size() && startsWith(text, pattern);
    if (!startsWith(text, pattern.substr(0, star))) return false;
    text.remove_prefix(star);
    const size_t lastStar = pattern.rfind('*');
    const std::string_view end = pattern.substr(lastStar + 1);
    pattern = pattern.substr(star, lastStar - star);  // each part of it behind a star
    while (!pattern.empty()) {
        pattern.remove_prefix(1);
        const std::string_view part = pattern.substr(0, pattern.find('*'));
        pattern.remove_prefix(part.size());
        const size_t next = endOf(text, part);
        if (next == kNone) return false;
        text.remove_prefix(next);
    }
    return text.size() >= end.size() && startsWith(text.substr(text.size() - end.size()), end);
}

}  // namespace sluice::cache
