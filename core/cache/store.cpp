#include "cache/store.h"

#include <algorithm>

namespace sluice::cache {

uint64_t Store::purge(const PurgePattern& pattern, const std::stop_token& stop) {
    m_purges.fetch_add(1);  // first: what is stored from now on is found below, or looks here
    if (pattern.isOneKey()) return memory.removeAll(pattern.text()) ? 1 : 0;
    return memory.purge([&](const Entry& entry) {
        if (stop.stop_requested()) return false;
        const auto& variants = entry.variants->list;
        return std::any_of(variants.begin(), variants.end(), [&](const auto& response) {
            return pattern.matches(entry.key, response->tags);
        });
    });
}

}  // namespace sluice::cache
