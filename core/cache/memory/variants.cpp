#include "cache/memory/variants.h"

#include <numeric>
#include <utility>

#include "cache/memory/footprint.h"

namespace sluice::cache {

namespace {

using List = std::vector<StoredResponsePtr>;

/// The oldest of the client whose variants weigh the most together; never the newest of all.
template <class Weigh>
List::iterator leastDeserved(List& list, Weigh weigh) {
    const auto share = [&](uint64_t client) {
        return std::accumulate(list.begin(), list.end(), uint64_t{0}, [&](uint64_t sum, auto& one) {
            return sum + (one->client == client ? weigh(*one) : 0);
        });
    };
    auto found = std::prev(list.end());
    for (auto one = found; one != list.begin(); --one) {
        if (share((*one)->client) > share((*found)->client)) found = one;
    }
    return found;
}

void moveTo(List& gone, List& list, List::iterator one) {
    gone.push_back(std::move(*one));
    list.erase(one);
}

void keepWithinBytes(std::string_view key, Variants& variants, uint64_t most, List& gone) {
    while (variants.list.size() > 1 && footprintOf(key, variants) > most) {
        moveTo(gone, variants.list,
               leastDeserved(variants.list, [](const auto& one) { return footprintOf(one); }));
    }
}

}  // namespace

VariantsPtr withNewest(std::string_view key, const VariantsPtr& old, StoredResponsePtr response,
                       uint64_t mostBytes, List& gone) {
    auto next = std::make_shared<Variants>();
    List& list = next->list;
    list.reserve((old ? old->list.size() : 0) + 1);
    list.push_back(std::move(response));
    for (size_t i = 0; old && i < old->list.size(); ++i) {
        const StoredResponsePtr& variant = old->list[i];
        const bool same = variant->selecting == list.front()->selecting &&
                          variant->varyNames == list.front()->varyNames;
        if (!same) list.push_back(variant);
    }
    if (list.size() > Variants::maxVariants)
        moveTo(gone, list, leastDeserved(list, [](const auto&) { return 1; }));
    keepWithinBytes(key, *next, mostBytes, gone);
    return next;
}

VariantsPtr withinBytes(std::string_view key, const VariantsPtr& variants, uint64_t most) {
    if (!variants || footprintOf(key, *variants) <= most) return variants;
    auto fewer = std::make_shared<Variants>(*variants);
    List gone;
    keepWithinBytes(key, *fewer, most, gone);
    return fewer;
}

}  // namespace sluice::cache
