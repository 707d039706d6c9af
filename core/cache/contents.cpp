#include "cache/contents.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "cache/freshness.h"
#include "cache/key.h"
#include "cache/storing_checks.h"
#include "http/ascii.h"

namespace sluice::cache {

namespace {

using Order = ContentsQuery::Order;
using Part = Contents::Part;

struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
};
using Sums = std::unordered_map<std::string, Part, NameHash, std::equal_to<>>;

/// Different names that are counted; what comes beyond is summed up.
constexpr size_t mostNames = 1024;
constexpr std::string_view others = "others";

/// What decides an entry's place among the first.
struct Rank {
    std::string_view key;
    uint64_t bytes = 0, hits = 0;
    WallTime received;
};

bool comesFirst(const Rank& a, const Rank& b, Order order) {
    if (order == Order::hits && a.hits != b.hits) return a.hits > b.hits;
    if (order == Order::newest && a.received != b.received) return a.received > b.received;
    return a.bytes != b.bytes ? a.bytes > b.bytes : a.key < b.key;
}

/// An entry that may be among the first.
struct Candidate {
    std::string key;
    VariantsPtr variants;
    uint64_t bytes = 0, hits = 0;

    Rank rank() const { return {key, bytes, hits, variants->list.front()->received}; }
};

std::string_view typeOf(const StoredResponse& response) {
    const std::string_view type = response.fields.find("Content-Type").value_or("");
    return http::trimmed(type.substr(0, type.find(';')));
}

void count(Sums& sums, std::string_view name, uint64_t bytes) {
    name = name.empty() ? "none" : name.substr(0, 80);
    auto part = sums.find(name);
    if (part == sums.end()) {
        part = sums.try_emplace(std::string(sums.size() < mostNames ? name : others)).first;
    }
    part->second.bytes += bytes;
    ++part->second.entries;
}

std::vector<Part> largest(Sums sums) {
    std::vector<Part> parts;
    for (auto& [name, part] : sums) {
        part.name = name;
        parts.push_back(std::move(part));
    }
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return a.bytes != b.bytes ? a.bytes > b.bytes : a.name < b.name;
    });
    if (parts.size() <= Contents::mostParts) return parts;
    Part rest{std::string(others)};
    for (size_t i = Contents::mostParts - 1; i < parts.size(); ++i) {
        rest.bytes += parts[i].bytes;
        rest.entries += parts[i].entries;
    }
    parts.resize(Contents::mostParts - 1);
    parts.push_back(std::move(rest));
    return parts;
}

StoredUrl describe(const Candidate& candidate, const Options& options, WallTime now) {
    const StoredResponse& newest = *candidate.variants->list.front();
    const std::string_view target = partsOf(candidate.key).target;
    return {.key = std::string(urlOf(candidate.key)),
            .route = newest.route,
            .contentType = std::string(typeOf(newest)),
            .status = newest.status,
            .variants = candidate.variants->list.size(),
            .bytes = candidate.bytes,
            .hits = candidate.hits,
            .age = currentAge(newest, now),
            .lifetime = newest.reuse.lifetime,
            .freshFor = freshFor(newest, now),
            .noCache = newest.reuse.noCache,
            .reason = reasonOf(newest.reuse, target.substr(0, target.find('?')), options)};
}

/// Sums up what there is, and keeps the first ones.
class Survey {
public:
    Survey(const ContentsQuery& query, std::stop_token stop)
        : m_query(query), m_stop(std::move(stop)) {}

    void look(const Entry& entry) {
        if (m_stop.stop_requested()) return;
        const StoredResponse& newest = *entry.variants->list.front();
        ++m_contents.entries;
        m_contents.bytes += entry.bytes;
        count(m_types, typeOf(newest), entry.bytes);
        count(m_routes, newest.route, entry.bytes);
        if (urlOf(entry.key).find(m_query.text) == std::string_view::npos) return;
        ++m_contents.matching;
        consider(entry);
    }

    Contents done(const Options& options, WallTime now) {
        m_contents.types = largest(std::move(m_types));
        m_contents.routes = largest(std::move(m_routes));
        std::sort_heap(m_first.begin(), m_first.end(), m_comesFirst);
        std::unordered_set<std::string_view> seen;
        for (const Candidate& candidate : m_first) {
            if (seen.insert(candidate.key).second)
                m_contents.urls.push_back(describe(candidate, options, now));
        }
        return std::move(m_contents);
    }

private:
    void consider(const Entry& entry) {
        if (m_query.most == 0) return;
        const WallTime received = entry.variants->list.front()->received;
        const Rank rank{entry.key, entry.bytes, entry.hits, received};
        const bool full = m_first.size() >= m_query.most;
        if (full && !comesFirst(rank, m_first.front().rank(), m_query.order)) return;
        if (full) {
            std::pop_heap(m_first.begin(), m_first.end(), m_comesFirst);
            m_first.pop_back();
        }
        m_first.push_back({entry.key, entry.variants, entry.bytes, entry.hits});
        std::push_heap(m_first.begin(), m_first.end(), m_comesFirst);
    }

    struct ComesFirst {
        Order order;
        bool operator()(const Candidate& a, const Candidate& b) const {
            return comesFirst(a.rank(), b.rank(), order);
        }
    };

    const ContentsQuery& m_query;
    const std::stop_token m_stop;
    const ComesFirst m_comesFirst{m_query.order};
    Contents m_contents;
    Sums m_types, m_routes;
    std::vector<Candidate> m_first;  // a heap, the last one on top
};

}  // namespace

Reason reasonOf(const Reuse& reuse, std::string_view path, const Options& options) {
    using Source = Reuse::Source;
    Reason reason{allowingRule(reuse.source), {}};
    switch (reuse.source) {
        case Source::rule: {
            const TtlRule* rule = ruleFor(path, options);
            const bool isThere = rule && rule->ttl == reuse.lifetime;
            reason.text = isThere ? "rule " + rule->pathPrefix : "an earlier rule";
            break;
        }
        case Source::defaultTtl:
            reason.text = options.defaultTtl == reuse.lifetime ? "default_ttl" : "an earlier rule";
            break;
        case Source::expires:
            reason.text = "Expires";
            break;
        case Source::heuristic:
            reason.text = "Last-Modified";
            break;
        default:
            reason.text = textOf(reason.rule).name;
    }
    return reason;
}

Contents contentsOf(const MemoryTier& memory, const ContentsQuery& query, const Options& options,
                    WallTime now, const std::stop_token& stop) {
    Survey survey(query, stop);
    memory.walk([&survey](const Entry& entry) { survey.look(entry); });
    return survey.done(options, now);
}

std::optional<ContentsQuery::Order> orderFromName(std::string_view name) {
    if (name == "bytes") return Order::bytes;
    if (name == "hits") return Order::hits;
    if (name == "newest") return Order::newest;
    return {};
}

}  // namespace sluice::cache
