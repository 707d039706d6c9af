#include "cache/redis/change_list.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

namespace sluice::cache::redis {

namespace {

constexpr size_t digits = 16;

}  // namespace

std::string numberText(uint64_t number) {
    std::string text(digits, '0');
    for (size_t i = digits; number > 0; number >>= 4)
        text[--i] = "0123456789abcdef"[number & 15];
    return text;
}

uint64_t numberOf(std::string_view text) {
    uint64_t number = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number, 16);
    return text.size() == digits && error == std::errc() && end == last ? number : 0;
}

std::string Change::toText() const {
    return numberText(entry) + " " + numberText(id) + " " + what;
}

std::optional<Change> Change::parse(std::string_view text) {
    constexpr size_t head = 2 * (digits + 1);
    if (text.size() < head || text[digits] != ' ' || text[head - 1] != ' ') return {};
    const uint64_t entry = numberOf(text.substr(0, digits));
    const uint64_t id = numberOf(text.substr(digits + 1, digits));
    if (entry == 0 || id == 0) return {};
    return Change{entry, id, std::string(text.substr(head))};
}

bool ChangeList::knows(uint64_t id) const {
    return std::any_of(m_listed.begin(), m_listed.end(),
                       [id](const Change& change) { return change.id == id; }) ||
           std::any_of(m_pending.begin(), m_pending.end(),
                       [id](const Pending& pending) { return pending.change.id == id; });
}

bool ChangeList::add(Change change, bool owed) {
    if (knows(change.id)) return false;
    m_pending.push_back({std::move(change), owed, ++m_order});
    const auto others = std::count_if(m_pending.begin(), m_pending.end(),
                                      [](const Pending& pending) { return !pending.owed; });
    if (static_cast<size_t>(others) > m_capacity)
        m_pending.erase(std::find_if(m_pending.begin(), m_pending.end(),
                                     [](const Pending& pending) { return !pending.owed; }));
    return true;
}

/// What is known and not on the list was left out of it, since newer ones needed the room, or is
/// lost. The oldest are left out first: what is younger than one that is there is lost.
ChangeList::News ChangeList::learn(std::vector<Change> listed, uint64_t asked, bool heardAll) {
    std::unordered_set<uint64_t> ids;
    News news;
    for (const Change& change : listed) {
        ids.insert(change.id);
        if (m_learned && !knows(change.id)) news.missed.push_back(change);
    }
    const auto isThere = [&](const Change& change) { return ids.count(change.id) > 0; };
    const bool sharesList = std::any_of(m_listed.begin(), m_listed.end(), isThere);
    const bool sharesMessage =
        std::any_of(m_pending.begin(), m_pending.end(),
                    [&](const Pending& pending) { return isThere(pending.change); });
    bool isLost = listed.size() < m_capacity;
    std::vector<Pending> pending;
    for (Change& change : m_listed) {
        isLost = isLost || isThere(change);
        if (isLost && !isThere(change)) pending.push_back({std::move(change), true, asked});
    }
    for (Pending& one : m_pending) {
        if (isThere(one.change)) continue;
        const bool isJudged = !one.owed && one.order <= asked;
        if (isJudged && !isLost) continue;
        one.owed = one.owed || isJudged;
        pending.push_back(std::move(one));
    }
    const bool goesOn = sharesList || m_listed.empty() || (heardAll && sharesMessage);
    news.inDoubt = !m_learned || !goesOn;
    m_learned = true;
    m_listed = std::move(listed);
    m_pending = std::move(pending);
    return news;
}

bool ChangeList::isCurrent(uint64_t lastEntry) const {
    const uint64_t known = m_listed.empty() ? 0 : m_listed.back().entry;
    return m_learned && known == lastEntry && m_pending.empty();
}

std::vector<Change> ChangeList::owed(size_t most) const {
    std::vector<Change> changes;
    for (const Pending& pending : m_pending) {
        if (changes.size() == most) break;
        if (pending.owed) changes.push_back(pending.change);
    }
    return changes;
}

size_t ChangeList::owedCount() const {
    return static_cast<size_t>(std::count_if(m_pending.begin(), m_pending.end(),
                                             [](const Pending& one) { return one.owed; }));
}

bool ChangeList::owes(uint64_t id) const {
    return std::any_of(m_pending.begin(), m_pending.end(), [id](const Pending& pending) {
        return pending.owed && pending.change.id == id;
    });
}

void ChangeList::told(const std::vector<Change>& changes) {
    for (Pending& pending : m_pending) {
        const bool isOne = std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
            return change.id == pending.change.id;
        });
        if (isOne) pending.owed = false;
    }
}

void ChangeList::forgive() {
    std::erase_if(m_pending, [](const Pending& pending) { return pending.owed; });
}

}  // namespace sluice::cache::redis
