#include "cache/entity_tag.h"

#include "cache/http_date.h"

namespace sluice::cache {

namespace {

bool isQuoted(std::string_view opaque) {
    return opaque.size() >= 2 && opaque.front() == '"' && opaque.back() == '"';
}

}  // namespace

EntityTag parseEntityTag(std::string_view text) {
    if (text.starts_with("W/")) return {text.substr(2), true};
    return {text, false};
}

bool equalWeakly(const EntityTag& a, const EntityTag& b) {
    return !a.opaque.empty() && a.opaque == b.opaque;
}

bool equalStrongly(const EntityTag& a, const EntityTag& b) {
    return !a.isWeak && !b.isWeak && isQuoted(a.opaque) && a.opaque == b.opaque;
}

bool isStrongDate(std::string_view modified, std::string_view date) {
    const auto modifiedAt = parseHttpDate(modified);
    const auto sentAt = parseHttpDate(date);
    return modifiedAt && sentAt && *sentAt - *modifiedAt >= Seconds(1);
}

}  // namespace sluice::cache
