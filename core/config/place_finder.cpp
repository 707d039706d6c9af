#include "config/place_finder.h"

#include <algorithm>
#include <span>

#include "base/endpoint.h"
#include "config/text_position.h"
#include "config/toml_text.h"

namespace sluice::config {

namespace {

/// As the loader names it: by `name`, or else by host and port.
std::string serverName(const Value& server) {
    if (const Value* name = server.find("name")) return name->text;
    const Value* text = server.find("url");
    const auto url = parseServerUrl(text ? text->text : "");
    return url ? url->endpoint.toString() : "";
}

/// What an item of an array is known by.
std::string itemName(const Value& item) {
    const Value* prefix = item.find("path_prefix");
    return prefix ? prefix->text : serverName(item);
}

const Value* step(const Value& value, const std::string& key) {
    if (value.kind == Value::Kind::table) return value.find(key);
    const auto item = std::find_if(value.items.begin(), value.items.end(),
                                   [&](const Value& v) { return itemName(v) == key; });
    return item == value.items.end() ? nullptr : &*item;
}

/// How many keys stand in the header that the text starts with: 2 in `[pools."a.b"]`.
size_t keysOfHeader(std::string_view text) {
    size_t keys = 1;
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote) {
            if (c == '\\' && quote == '"') ++i;
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '.') {
            ++keys;
        } else if (c == ']') {
            break;
        }
    }
    return keys;
}

std::string joined(const PlaceFinder::Pairs& pairs, const std::string& prefix) {
    std::string text;
    for (const auto& [key, value] : pairs)
        text += (text.empty() ? "" : ", ") + prefix + tomlKey(key) + " = " + value;
    return text;
}

/// Of the deepest table that is there, with what is missing as a table in braces.
std::vector<std::string> linesFor(const PlaceFinder::Pairs& pairs, const std::string& prefix,
                                  std::span<const std::string> missing) {
    if (!missing.empty()) return {prefix + tomlKey(missing) + " = { " + joined(pairs, "") + " }"};
    std::vector<std::string> lines;
    for (const auto& pair : pairs)
        lines.push_back(joined({pair}, prefix));
    return lines;
}

std::string withCommas(const std::vector<std::string>& pairs) {
    std::string text;
    for (const std::string& pair : pairs)
        text += (text.empty() ? "" : ", ") + pair;
    return text;
}

}  // namespace

PlaceFinder::Form PlaceFinder::formOf(const Value& value, size_t keys) const {
    if (keys == 0) return Form::header;
    const std::string_view text = m_toml.substr(offset(value.begin));
    if (text.starts_with('{')) return Form::inlined;
    if (!text.starts_with('[')) return Form::dotted;
    const size_t brackets = text.starts_with("[[") ? 2 : 1;
    return keysOfHeader(text.substr(brackets)) == keys ? Form::header : Form::implied;
}

PlaceFinder::Spot PlaceFinder::locate(const Path& path) const {
    Spot spot{{&m_document}, {Form::header}};
    size_t keys = 0;  // an item of an array has no key of its own in a header
    for (const std::string& key : path) {
        const Value& last = *spot.chain.back();
        const Value* next = step(last, key);
        if (!next) break;
        keys += last.kind == Value::Kind::table ? 1 : 0;
        spot.chain.push_back(next);
        spot.forms.push_back(formOf(*next, keys));
    }
    return spot;
}

const Value* PlaceFinder::find(const Path& path) const {
    const Spot spot = locate(path);
    return spot.chain.size() == path.size() + 1 ? spot.chain.back() : nullptr;
}

Result<Edit> PlaceFinder::replacement(const Path& path, const std::string& text) const {
    const Spot spot = locate(path);
    const Value& value = *spot.chain.back();
    if (value.kind == Value::Kind::table && spot.forms.back() != Form::inlined) {
        return failure(tomlKey(path) +
                       " spreads over several places of the file; write it as { ... } first");
    }
    const size_t begin = offset(value.begin);
    return Edit{begin, offset(value.end) - begin, text};
}

bool PlaceFinder::isExclusive(const Path& path) const {
    const Spot spot = locate(path);
    return spot.forms.back() == Form::implied || spot.chain.back()->members.empty();
}

Result<Edit> PlaceFinder::addition(const Path& path, const Pairs& pairs) const {
    const Spot spot = locate(path);
    const Value& table = *spot.chain.back();
    const auto missing = std::span(path).subspan(spot.chain.size() - 1);
    const bool hasOwner = spot.chain.size() > 2 || missing.empty();
    if (table.kind != Value::Kind::table || !hasOwner || missing.size() > 1) {
        return failure(tomlKey(path) + " is not in the file");
    }
    // Dotted keys start at the nearest table that has a place of its own.
    size_t own = spot.forms.size() - 1;
    while (spot.forms[own] == Form::dotted)
        --own;
    const auto dotted = std::span(path).subspan(own, spot.chain.size() - 1 - own);
    const std::string prefix = dotted.empty() ? "" : tomlKey(dotted) + '.';
    const std::vector<std::string> lines = linesFor(pairs, prefix, missing);
    if (spot.forms[own] == Form::inlined) {
        if (!table.members.empty()) {
            return Edit{offset(endOf(table.members.back().value)), 0, ", " + withCommas(lines)};
        }
        return Edit{offset(table.begin) + 1, 0, " " + withCommas(lines) + " "};
    }
    if (spot.forms[own] == Form::implied && dotted.empty()) {
        return newHeader(table, {path.begin(), path.end() - static_cast<long>(missing.size())},
                         lines);
    }
    return newLines(table, lines);
}

/// Whether a table's own header, not a pair, names the member.
bool PlaceFinder::isInHeader(const Member& member) const {
    const size_t start = offset({member.place.line, 1});
    const size_t first = m_toml.find_first_not_of(" \t", start);
    return first != m_toml.npos && m_toml[first] == '[';
}

/// Of the pairs that stand together with the value's first one; other headers come later.
Place PlaceFinder::endOf(const Value& value) const {
    Place end = value.end;
    for (const Member& member : value.members) {
        if (!isInHeader(member)) end = std::max(end, endOf(member.value));
    }
    return end;
}

/// In front of the first header of a table in it, and of the comment above that.
Edit PlaceFinder::newHeader(const Value& table, const Path& path,
                            const std::vector<std::string>& lines) const {
    int line = table.begin.line;
    while (line > 1 && m_toml.substr(offset({line - 1, 1})).starts_with('#'))
        --line;
    std::string text = '[' + tomlKey(path) + ']' + lineEnd();
    for (const std::string& added : lines)
        text += added + lineEnd();
    return {offset({line, 1}), 0, text + lineEnd()};
}

Edit PlaceFinder::newLines(const Value& table, const std::vector<std::string>& lines) const {
    const Place last = endOf(table);
    const auto pair = std::find_if(table.members.begin(), table.members.end(),
                                   [&](const Member& m) { return !isInHeader(m); });
    const int model = pair == table.members.end() ? table.begin.line : pair->place.line;
    const size_t start = offset({model, 1});
    const size_t text = std::min(m_toml.find_first_not_of(" \t", start), m_toml.size());
    const std::string indent(m_toml.substr(start, text - start));
    std::string added;
    for (const std::string& line : lines)
        added += indent + line + lineEnd();
    const size_t newline = m_toml.find('\n', offset(last));
    if (newline != m_toml.npos) return {newline + 1, 0, added};
    // The text ends without a line end, and so it shall.
    added.resize(added.size() - lineEnd().size());
    return {m_toml.size(), 0, lineEnd() + added};
}

size_t PlaceFinder::offset(const Place& place) const {
    return offsetOf(m_toml, place);
}

std::string PlaceFinder::lineEnd() const {
    return m_toml.find("\r\n") == m_toml.npos ? "\n" : "\r\n";
}

}  // namespace sluice::config
