#include "cache/generations.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "cache/key.h"

namespace sluice::cache {

void Generations::advance(std::string_view url) {
    mark(m_places[indexOf(url)]);
}

void Generations::advance(const PurgePattern& pattern) {
    using Kind = PurgePattern::Kind;
    switch (pattern.kind()) {
        case Kind::all:
            return mark(m_all);
        case Kind::url:
        case Kind::tag:
            return advance(pattern.text());
        case Kind::prefix:
        case Kind::glob:
            return remember(pattern);
    }
}

/// Never back, whoever comes second.
void Generations::mark(Place& place) {
    const Generation generation = m_now.fetch_add(1) + 1;
    Generation before = place.load();
    while (before < generation && !place.compare_exchange_weak(before, generation)) {
    }
}

void Generations::remember(const PurgePattern& pattern) {
    const std::lock_guard lock(m_mutex);
    mark(m_pattern);
    std::erase_if(m_patterns, [&](const Purge& purge) { return purge.pattern == pattern; });
    m_patterns.push_back({m_pattern.load(), pattern});
    if (m_patterns.size() <= mostPatterns) return;
    m_forgotten = m_patterns.front().generation;
    m_patterns.pop_front();
}

bool Generations::hasChanged(Generation since, std::string_view key,
                             std::span<const std::string> tags) const {
    if (m_now.load() == since) return false;
    const std::string_view url = urlOf(key);
    const auto isLater = [since](const Place& place) { return place.load() > since; };
    const auto hasText = [&](std::string_view text) { return isLater(m_places[indexOf(text)]); };
    return isLater(m_all) || hasText(url) || hasText(partsOf(url).target) ||
           std::any_of(tags.begin(), tags.end(), hasText) ||
           (isLater(m_pattern) && matchesOne(since, url));
}

bool Generations::matchesOne(Generation since, std::string_view key) const {
    const std::lock_guard lock(m_mutex);
    return m_forgotten > since ||
           std::any_of(m_patterns.begin(), m_patterns.end(), [&](const Purge& purge) {
               return purge.generation > since && purge.pattern.matches(key, {});
           });
}

size_t Generations::indexOf(std::string_view text) {
    return hashOf(text) % places;
}

}  // namespace sluice::cache
