#include "cache/store.h"

#include <algorithm>

namespace sluice::cache {

uint64_t Store::purge(const PurgePattern& pattern) {
    m_purges.fetch_add(1);  // first: what is stored from now on is found below, or looks here
    if (pattern.kind() == PurgePattern::Kind::all) {
        return memory.purge([](const Entry&) { return true; });
    }
    return memory.purge([&](const Entry& entry) {
        const auto& variants = entry.variants->list;
        return std::any_of(variants.begin(), variants.end(), [&](const auto& response) {
            return pattern.matches(entry.key, response->tags);
        });
    });
}

}  // namespace sluice::cache
