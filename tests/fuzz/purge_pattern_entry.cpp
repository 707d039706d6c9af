#include "cache/purge_pattern.h"

#include "cache/key.h"
#include "fuzz/entry.h"

namespace sluice::fuzz {

const int mutations = 20000;

/// What people purge.
std::string check(std::string_view input) {
    using cache::PurgePattern;
    const auto pattern = PurgePattern::parse(input);
    if (!pattern) return pattern.error().message.empty() ? "refused without a reason" : "";
    const auto again = PurgePattern::parse(pattern->toText());
    if (!again || *again != *pattern) return "a pattern reads back as another";
    pattern->matches("http://a.b/c?d=e", {});
    if (pattern->isOneKey() && !pattern->matches(pattern->text(), {}))
        return "a URL's pattern does not match it";
    const auto key = cache::keyForUrl(input);
    if (key && cache::keyForUrl(*key) != key) return "a key has another key";
    return {};
}

}  // namespace sluice::fuzz
