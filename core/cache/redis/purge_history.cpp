#include "cache/redis/purge_history.h"

#include <algorithm>

namespace sluice::cache::redis {

namespace {

constexpr size_t rememberedNumbers = 64;

std::optional<PurgePattern> patternOf(const std::string& text) {
    auto pattern = PurgePattern::parse(text);
    if (!pattern) return {};
    return std::move(*pattern);
}

}  // namespace

bool PurgeHistory::learn(uint64_t before, const std::vector<std::string>& list, uint64_t after) {
    if (before != after) return false;
    m_number = after;
    m_last.clear();
    for (const std::string& text : list)
        m_last.push_back(patternOf(text));
    m_numbers.push_back({wallNow(), after});
    if (m_numbers.size() > rememberedNumbers) m_numbers.pop_front();
    return true;
}

uint64_t PurgeHistory::epochOf(WallTime requested) const {
    const auto known = std::find_if(m_numbers.rbegin(), m_numbers.rend(),
                                    [&](const Since& since) { return since.learned <= requested; });
    return known == m_numbers.rend() ? 0 : known->number;
}

bool PurgeHistory::isGone(uint64_t epoch, std::string_view key,
                          std::span<const std::string> tags) const {
    if (!m_number || epoch > *m_number || *m_number - epoch > m_last.size()) return true;
    const auto later = static_cast<ptrdiff_t>(*m_number - epoch);
    return std::any_of(m_last.end() - later, m_last.end(), [&](const auto& pattern) {
        return !pattern || pattern->matches(key, tags);
    });
}

}  // namespace sluice::cache::redis
