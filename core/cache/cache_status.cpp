#include "cache/cache_status.h"

#include "cache/field_list.h"

namespace sluice::cache {

namespace {

/// A structured token where it is one, else a structured string; what no string can hold is left
/// out (RFC 8941 sections 3.3.3 and 3.3.4).
void appendText(std::string& out, std::string_view text) {
    if (isToken(text) && (http::isAlpha(text.front()) || text.front() == '*')) {
        out.append(text);
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c < ' ' || c > '~') continue;
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

void appendMember(std::string& member, const CacheStatus& status) {
    member.append("Sluice");
    if (status.hit()) {
        member.append("; hit");
    } else {
        member.append("; fwd=").append(nameOf(status.forward));
        if (status.forwardStatus > 0)
            member.append("; fwd-status=").append(std::to_string(status.forwardStatus));
    }
    if (status.ttl) member.append("; ttl=").append(std::to_string(status.ttl->count()));
    if (status.stored && !status.hit()) member.append("; stored");
    if (status.collapsed && !status.hit()) member.append("; collapsed");
    if (!status.key.empty()) {
        // A key is a string even where it looks like a token.
        member.append("; key=");
        std::string quoted;
        appendText(quoted, status.key);
        member.append(quoted.starts_with('"') ? quoted : '"' + quoted + '"');
    }
    if (!status.detail.empty()) appendText(member.append("; detail="), status.detail);
}

}  // namespace

std::string memberOf(const CacheStatus& status) {
    std::string member;
    appendMember(member, status);
    return member;
}

void addCacheStatus(const CacheStatus& status, http::HeaderMap& responseFields) {
    thread_local std::string member;  // so that an answer from the cache allocates nothing for it
    member.clear();
    appendMember(member, status);
    responseFields.add("Cache-Status", member);
}

}  // namespace sluice::cache
