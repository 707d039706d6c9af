#include <algorithm>

#include "base/hash.h"
#include "cache/redis/codec.h"
#include "fuzz/entry.h"
#include "http/ascii.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

using namespace cache::redis;

/// A value with this content behind a right checksum, as somebody would write it who knows how.
std::string sealed(std::string_view content) {
    std::string value("Slc\2", 4);
    for (uint64_t sum = stableHashOf(content); value.size() < 12; sum >>= 8)
        value += static_cast<char>(sum & 0xff);
    return value.append(content);
}

bool mayBeServed(const http::HeaderMap& fields) {
    for (const auto field : fields) {
        const bool isName =
            !field.name.empty() && std::all_of(field.name.begin(), field.name.end(),
                                               [](char c) { return http::isTokenChar(c); });
        const bool isValue = std::none_of(field.value.begin(), field.value.end(), [](char c) {
            return c == '\x7f' || (c >= 0 && c < ' ' && c != '\t');
        });
        if (!isName || !isValue) return false;
    }
    return true;
}

std::string encodedAgain(const Value& value) {
    if (const auto* index = std::get_if<VaryIndex>(&value.content))
        return encode(*index, value.stamp);
    return encode(*std::get<cache::StoredResponsePtr>(value.content), value.stamp);
}

std::string checkValue(std::string_view bytes) {
    const auto value = decode(bytes);
    if (!value) return {};
    if (const auto* response = std::get_if<cache::StoredResponsePtr>(&value->content)) {
        if (!mayBeServed((*response)->fields)) return "a field would break its message";
        if ((*response)->status < 200 || (*response)->status > 999) return "no status of an answer";
    }
    const std::string once = encodedAgain(*value);
    const auto again = decode(once);
    if (!again) return "what was read cannot be written";
    return encodedAgain(*again) == once ? "" : "writing changes the value";
}

}  // namespace

/// A value of Redis, and what may stand behind its checksum.
std::string check(std::string_view input) {
    std::string violation = checkValue(input);
    return violation.empty() ? checkValue(sealed(input)) : violation;
}

}  // namespace sluice::fuzz
