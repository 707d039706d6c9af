#include "cache/store.h"

#include <algorithm>

namespace sluice::cache {

namespace {

bool matches(const PurgePattern& pattern, const Entry& entry) {
    const auto& variants = entry.variants->list;
    return std::any_of(variants.begin(), variants.end(), [&](const auto& response) {
        return pattern.matches(entry.key, response->tags);
    });
}

}  // namespace

bool Store::invalidate(std::string_view url) {
    generations.advance(url);  // first: what is stored from now on is found below, or looks here
    return memory.removeUrl(url);
}

VariantsPtr Store::uncut(std::string_view key, VariantsPtr variants) const {
    const auto isCut = [&](const auto& one) { return branches.isCut(key, one->requested); };
    if (!variants || std::none_of(variants->list.begin(), variants->list.end(), isCut))
        return variants;
    auto left = std::make_shared<Variants>(*variants);
    std::erase_if(left->list, isCut);
    return left->list.empty() ? nullptr : left;
}

uint64_t Store::purge(const PurgePattern& pattern) {
    if (!pattern.isOneKey()) return purge(std::span(&pattern, 1)).front();
    return invalidate(pattern.text()) ? 1 : 0;
}

std::vector<uint64_t> Store::purge(std::span<const PurgePattern> patterns,
                                   const std::stop_token& stop) {
    for (const PurgePattern& pattern : patterns)
        generations.advance(pattern);  // first, as above
    std::vector<uint64_t> purged(patterns.size());
    memory.purge([&](const Entry& entry) {
        if (stop.stop_requested()) return false;
        const auto match = std::find_if(patterns.begin(), patterns.end(), [&](const auto& pattern) {
            return matches(pattern, entry);
        });
        if (match == patterns.end()) return false;
        ++purged[static_cast<size_t>(match - patterns.begin())];
        return true;
    });
    return purged;
}

}  // namespace sluice::cache
