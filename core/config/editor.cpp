#include "config/editor.h"

#include <algorithm>
#include <map>

#include "config/document.h"
#include "config/place_finder.h"
#include "config/toml_text.h"

namespace sluice::config {

namespace {

/// TOML texts of new values, with their paths.
using Wanted = std::vector<std::pair<Path, std::string>>;
/// What is missing, by the path of the table that it belongs to.
using Additions = std::map<Path, PlaceFinder::Pairs>;

Result<Value> parse(std::string_view toml) {
    auto document = parseDocument(toml);
    if (document) return std::move(*document);
    return failure("line " + std::to_string(document.error().place.line) + ": " +
                   document.error().message);
}

std::string applied(std::string text, std::vector<Edit> edits) {
    // From the back, so that the offsets in front stay true; at one place, the first comes first.
    std::reverse(edits.begin(), edits.end());
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.offset > b.offset; });
    for (const Edit& edit : edits)
        text.replace(edit.offset, edit.length, edit.text);
    return text;
}

/// What is not yet as it should be: values to replace, and pairs to add.
struct Plan {
    std::vector<Edit> edits;
    Additions additions;
};

Result<Plan> planFor(const PlaceFinder& places, const Wanted& wanted) {
    Plan plan;
    for (const auto& [path, text] : wanted) {
        const Value* value = places.find(path);
        if (value && tomlText(*value) == text) continue;
        if (!value) {
            plan.additions[{path.begin(), path.end() - 1}].emplace_back(path.back(), text);
            continue;
        }
        const auto edit = places.replacement(path, text);
        if (!edit) return tl::unexpected(edit.error());
        plan.edits.push_back(*edit);
    }
    return plan;
}

/// One round: all that can be done with one look at the text.
Result<std::string> advanced(const std::string& toml, const Wanted& wanted) {
    const auto document = parse(toml);
    if (!document) return tl::unexpected(document.error());
    const PlaceFinder places(toml, *document);
    auto plan = planFor(places, wanted);
    if (!plan) return tl::unexpected(plan.error());
    bool isFull = false;  // no further exclusive one
    // What is further in comes first, so that dotted keys of one table stay together.
    for (auto it = plan->additions.rbegin(); it != plan->additions.rend(); ++it) {
        const auto& [path, pairs] = *it;
        const bool isExclusive = places.isExclusive(path);
        if (isExclusive && isFull) continue;
        const auto edit = places.addition(path, pairs);
        if (!edit) return tl::unexpected(edit.error());
        plan->edits.push_back(*edit);
        isFull |= isExclusive;
    }
    return applied(toml, std::move(plan->edits));
}

/// Whether the text says what it should: the last defence against a wrong place.
bool says(const std::string& toml, const Wanted& wanted) {
    const auto document = parseDocument(toml);
    if (!document) return false;
    const PlaceFinder places(toml, *document);
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& entry) {
        const Value* value = places.find(entry.first);
        return value && tomlText(*value) == entry.second;
    });
}

/// The text without the pairs of a spread table that are to go; changes of its pairs take the place
/// of the table's. What comes behind a pair that goes keeps its order.
Result<std::string> withoutGone(const std::string& toml, const Change& change,
                                std::vector<Change>& pairs) {
    const auto document = parse(toml);
    if (!document) return tl::unexpected(document.error());
    const PlaceFinder places(toml, *document);
    const Value& table = *places.find(change.path);
    auto wanted = change.after.members.begin();
    std::vector<Edit> edits;
    for (const Member& member : table.members) {
        if (wanted != change.after.members.end() && member.key == wanted->key) {
            ++wanted;
            continue;
        }
        Path path = change.path;
        path.push_back(member.key);
        const auto edit = places.removal(path);
        if (!edit) return tl::unexpected(edit.error());
        edits.push_back(*edit);
    }
    for (const Member& member : change.after.members) {
        Path path = change.path;
        path.push_back(member.key);
        pairs.push_back({std::move(path), {}, member.value});
    }
    return applied(toml, std::move(edits));
}

bool isSpreadIn(const std::string& toml, const Change& change) {
    if (change.after.kind != Value::Kind::table) return false;
    const auto document = parseDocument(toml);
    return document && PlaceFinder(toml, *document).isSpread(change.path);
}

/// Whether it is about a whole item of an array, or a section that the file lacks.
bool isWhole(const Change& change) {
    return change.path.size() == 1 || (change.path.size() == 3 && change.path[0] == "cache");
}

Result<Edit> wholeEdit(const PlaceFinder& places, const Change& change) {
    if (change.after.kind == Value::Kind::null) return places.itemRemoval(change.path);
    if (change.path.size() == 1) return places.newSection(change.path.front(), change.after);
    return places.newItem({change.path.begin(), change.path.end() - 1}, change.after);
}

/// They come and go one by one, before values are changed in them.
Result<std::string> withWhole(const std::string& toml, const Change& change) {
    const auto document = parse(toml);
    if (!document) return tl::unexpected(document.error());
    const PlaceFinder places(toml, *document);
    const bool isThere = places.find(change.path) != nullptr;
    const bool goes = change.after.kind == Value::Kind::null;
    if (isThere != goes) return toml;
    const auto edit = wholeEdit(places, change);
    if (!edit) return tl::unexpected(edit.error());
    std::string text = applied(toml, {*edit});
    const auto after = parse(text);
    if (!after || (PlaceFinder(text, *after).find(change.path) != nullptr) == goes)
        return failure(tomlKey(change.path) + " could not be placed in the file");
    return text;
}

Wanted lastOfEach(const std::vector<Change>& changes) {
    Wanted wanted;
    std::map<Path, size_t> places;
    for (const Change& change : changes) {
        const auto [place, isNew] = places.emplace(change.path, wanted.size());
        if (isNew) wanted.emplace_back(change.path, "");
        wanted[place->second].second = tomlText(change.after);
    }
    return wanted;
}

}  // namespace

Result<std::string> patch(std::string_view toml, const std::vector<Change>& changes) {
    std::string text(toml);
    std::vector<Change> values;
    for (const Change& change : changes) {
        if (isWhole(change)) {
            auto next = withWhole(text, change);
            if (!next) return next;
            text = std::move(*next);
            continue;
        }
        if (!isSpreadIn(text, change)) {
            values.push_back(change);
            continue;
        }
        auto next = withoutGone(text, change, values);
        if (!next) return next;
        text = std::move(*next);
    }
    const Wanted wanted = lastOfEach(values);
    if (wanted.empty()) return text;
    // Every round places one more of the additions that exclude each other.
    for (size_t rounds = 0; rounds <= wanted.size() && !says(text, wanted); ++rounds) {
        auto next = advanced(text, wanted);
        if (!next) return next;
        text = std::move(*next);
    }
    if (!says(text, wanted)) return failure("the changes could not be placed in the file");
    return text;
}

}  // namespace sluice::config
