#include "cache/redis/purge_log.h"

#include <algorithm>
#include <random>
#include <utility>

namespace sluice::cache::redis {

namespace {

using Guard = std::lock_guard<std::mutex>;

constexpr std::string_view beginning = "-";
constexpr std::string_view below = "below ";
constexpr std::string_view purgeMark = "2 p ";
constexpr std::string_view writeMark = "2 w ";

/// Other instances draw theirs from the same numbers.
uint64_t seed() {
    std::random_device device;
    return static_cast<uint64_t>(device()) << 32 ^ device();
}

std::optional<PurgePattern> patternOf(const std::string& text) {
    auto pattern = PurgePattern::parse(text);
    if (!pattern) return {};
    return std::move(*pattern);
}

/// What cannot be read stands for a purge of all.
std::vector<Change> changesOf(const std::vector<std::string>& list) {
    std::vector<Change> changes;
    for (const std::string& text : list)
        changes.push_back(Change::parse(text).value_or(Change{1, 1, {}}));
    return changes;
}

}  // namespace

PurgeLog::Purge::Purge(const Change& change)
    : entry(change.entry), isBeginning(change.what == beginning), pattern(patternOf(change.what)) {}

bool PurgeLog::Purge::matches(std::string_view key, std::span<const std::string> tags) const {
    return !isBeginning && (!pattern || pattern->matches(key, tags));
}

PurgeLog::PurgeLog() : m_random(seed()) {}

uint64_t PurgeLog::purge(const PurgePattern& pattern) {
    const Guard guard(m_mutex);
    const uint64_t id = owePurge(pattern.toText());
    callWake();
    return id;
}

void PurgeLog::write(std::string_view url) {
    const Guard guard(m_mutex);
    oweWrite(std::string(url));
}

void PurgeLog::cut(std::string_view branch) {
    const Guard guard(m_mutex);
    oweWrite(std::string(below) + std::string(branch));
}

void PurgeLog::oweWrite(std::string what) {
    if (m_writes.owedCount() >= mostWritesOwed) {
        m_writes.forgive();
        owePurge(PurgePattern::all().toText());
    } else {
        m_writes.add({m_random.next(), m_random.next(), std::move(what)}, true);
    }
    callWake();
}

bool PurgeLog::isBranch(const Change& write) {
    return write.what.starts_with(below);
}

void PurgeLog::addWrite(const Change& write, News& news) {
    if (isBranch(write)) {
        news.branches.push_back(write.what.substr(below.size()));
    } else {
        news.writes.push_back(write.what);
    }
}

uint64_t PurgeLog::owePurge(std::string what) {
    if (m_purges.owedCount() >= mostPurgesOwed) {
        m_purges.forgive();
        what = PurgePattern::all().toText();
    }
    const uint64_t id = m_random.next();
    m_purges.add({m_random.next(), id, std::move(what)}, true);
    readPurges();
    return id;
}

void PurgeLog::begin() {
    const Guard guard(m_mutex);
    if (m_purges.owedCount() > 0) return;  // that will be the first one
    owePurge(std::string(beginning));
    callWake();
}

bool PurgeLog::hasList() const {
    const Guard guard(m_mutex);
    return !m_listed.empty();
}

/// So that look-ups need not parse.
void PurgeLog::readPurges() {
    m_listed.clear();
    for (const Change& change : m_purges.listed())
        m_listed.emplace_back(change);
    m_pending.clear();
    for (const auto& pending : m_purges.pending())
        m_pending.emplace_back(pending.change);
}

bool PurgeLog::isWritten(std::string_view url) const {
    const Guard guard(m_mutex);
    const auto& pending = m_writes.pending();
    return std::any_of(pending.begin(), pending.end(),
                       [&](const auto& one) { return one.change.what == url; });
}

PurgeLog::Verdict PurgeLog::judge(const Stamp& value, const Stamp& now, std::string_view key,
                                  std::span<const std::string> tags) const {
    const Guard guard(m_mutex);
    const auto matches = [&](const Purge& purge) { return purge.matches(key, tags); };
    const auto find = [&](uint64_t entry) {
        return std::find_if(m_listed.begin(), m_listed.end(),
                            [entry](const Purge& purge) { return purge.entry == entry; });
    };
    if (value.write != now.write) return Verdict::gone;
    if (std::any_of(m_pending.begin(), m_pending.end(), matches)) return Verdict::gone;
    const bool isLast = !m_listed.empty() && m_listed.back().entry == now.purge;
    if (isLast && value.purge == now.purge) return Verdict::good;
    if (find(now.purge) == m_listed.end()) return Verdict::unknown;
    const auto known = find(value.purge);
    if (known == m_listed.end()) return Verdict::gone;
    const bool isGone = std::any_of(std::next(known), m_listed.end(), matches);
    return isGone ? Verdict::gone : Verdict::good;
}

bool PurgeLog::isComparedSince(TimePoint when) const {
    const Guard guard(m_mutex);
    return m_compared >= when;
}

Address PurgeLog::server() const {
    const Guard guard(m_mutex);
    return m_server;
}

void PurgeLog::onNews(std::function<void()> wake) {
    const Guard guard(m_mutex);
    m_wake = std::move(wake);
}

void PurgeLog::wake() const {
    const Guard guard(m_mutex);
    callWake();
}

void PurgeLog::callWake() const {
    if (m_wake) m_wake();
}

PurgeLog::News PurgeLog::hear(std::string_view message) {
    const Guard guard(m_mutex);
    const bool isPurge = message.starts_with(purgeMark);
    const bool isWrite = message.starts_with(writeMark);
    auto change = Change::parse(message.substr(std::min(purgeMark.size(), message.size())));
    News news;
    news.inDoubt = !change || (!isPurge && !isWrite);
    if (news.inDoubt) return news;
    if (isWrite) {
        if (m_writes.add(*change, false)) addWrite(*change, news);
        return news;
    }
    if (!m_purges.add(*change, false)) return news;
    readPurges();
    if (change->what == beginning) return news;
    auto pattern = patternOf(change->what);
    news.purges.push_back(pattern ? std::move(*pattern) : PurgePattern::all());
    return news;
}

PurgeLog::Changes PurgeLog::owed(size_t most) {
    const Guard guard(m_mutex);
    Changes changes{m_purges.owed(most), m_writes.owed(most)};
    for (auto* list : {&changes.purges, &changes.writes}) {
        for (Change& change : *list)
            change.entry = m_random.next();
    }
    return changes;
}

size_t PurgeLog::owedCount() const {
    const Guard guard(m_mutex);
    const auto purges = m_purges.owed(mostPurges);
    const auto begun = std::count_if(purges.begin(), purges.end(),
                                     [](const Change& change) { return change.what == beginning; });
    return purges.size() - static_cast<size_t>(begun) + m_writes.owedCount();
}

bool PurgeLog::owes(uint64_t id) const {
    const Guard guard(m_mutex);
    return m_purges.owes(id);
}

void PurgeLog::told(const Changes& changes) {
    const Guard guard(m_mutex);
    m_purges.told(changes.purges);
    m_writes.told(changes.writes);
}

bool PurgeLog::knowsPurges(uint64_t lastEntry) const {
    const Guard guard(m_mutex);
    return m_purges.isCurrent(lastEntry);
}

bool PurgeLog::knowsWrites(uint64_t lastEntry) const {
    const Guard guard(m_mutex);
    return m_writes.isCurrent(lastEntry);
}

PurgeLog::Asked PurgeLog::asked() const {
    const Guard guard(m_mutex);
    return {m_purges.asked(), m_writes.asked()};
}

PurgeLog::News PurgeLog::learnPurges(const std::vector<std::string>& list, const Asked& asked,
                                     bool heardAll) {
    const Guard guard(m_mutex);
    const auto learned = m_purges.learn(changesOf(list), asked.purges, heardAll);
    readPurges();
    News news;
    news.inDoubt = learned.inDoubt;
    for (const Change& change : learned.missed) {
        if (change.what == beginning) continue;
        auto pattern = patternOf(change.what);
        news.purges.push_back(pattern ? std::move(*pattern) : PurgePattern::all());
    }
    return news;
}

PurgeLog::News PurgeLog::learnWrites(const std::vector<std::string>& list, const Asked& asked,
                                     bool heardAll) {
    const Guard guard(m_mutex);
    auto changes = changesOf(list);
    const bool isFirst = m_writes.listed().empty();
    const auto learned = m_writes.learn(changes, asked.writes, heardAll);
    News news;
    news.inDoubt = learned.inDoubt;
    for (const Change& change : learned.missed)
        addWrite(change, news);
    // No mark tells what is stored below them.
    for (size_t i = 0; isFirst && i < changes.size(); ++i)
        if (isBranch(changes[i])) addWrite(changes[i], news);
    return news;
}

void PurgeLog::compared(const Address& server, TimePoint when) {
    const Guard guard(m_mutex);
    m_server = server;
    m_compared = when;
}

}  // namespace sluice::cache::redis
