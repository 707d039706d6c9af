#include <algorithm>

#include "config/place_finder.h"
#include "config/text_position.h"
#include "config/toml_text.h"

/// Items of arrays of tables, which come and go.
namespace sluice::config {

namespace {

std::string blockOf(const std::string& header, const Value& table, const std::string& lineEnd) {
    std::string text = header + lineEnd;
    for (const Member& member : table.members)
        text += tomlKey(member.key) + " = " + tomlText(member.value) + lineEnd;
    return text;
}

Place lastPlaceIn(const Value& value) {
    Place last = value.end;
    for (const Member& member : value.members)
        last = std::max(last, lastPlaceIn(member.value));
    for (const Value& item : value.items)
        last = std::max(last, lastPlaceIn(item));
    return last;
}

}  // namespace

Result<Edit> PlaceFinder::newItem(const Path& path, const Value& table) const {
    const Path owner(path.begin(), path.end() - 1);
    const Spot spot = locate(owner);
    if (spot.chain.size() != owner.size() + 1)
        return failure(tomlKey(owner) + " is not in the file");
    const Value* array = find(path);
    if (array && !array->items.empty()) {
        const Value& last = array->items.back();
        if (m_toml.substr(offset(last.begin)).starts_with("[[")) return newBlock(last, path, table);
        return Edit{offset(last.end), 0, ", " + tomlText(table)};
    }
    if (array) return Edit{offset(array->begin) + 1, 0, tomlText(table)};
    const bool hasHeader = spot.forms.back() == Form::header || spot.forms.back() == Form::implied;
    if (hasHeader) return newBlock(*spot.chain.back(), path, table);
    return addition(owner, {{path.back(), '[' + tomlText(table) + ']'}});
}

/// Behind all that belongs to `after`, with an empty line before it.
Edit PlaceFinder::newBlock(const Value& after, const Path& path, const Value& table) const {
    const std::string text = lineEnd() + blockOf("[[" + tomlKey(path) + "]]", table, lineEnd());
    const size_t newline = m_toml.find('\n', offset(lastPlaceIn(after)));
    if (newline != m_toml.npos) return {newline + 1, 0, text};
    return {m_toml.size(), 0, lineEnd() + text.substr(0, text.size() - lineEnd().size())};
}

Edit PlaceFinder::newSection(const std::string& key, const Value& table) const {
    const std::string block = blockOf('[' + tomlKey(key) + ']', table, lineEnd());
    const bool ended = m_toml.empty() || m_toml.ends_with('\n');
    return {m_toml.size(), 0, (ended ? "" : lineEnd()) + lineEnd() + block};
}

Result<Edit> PlaceFinder::itemRemoval(const Path& path) const {
    const Value* item = find(path);
    const Value* array = find({path.begin(), path.end() - 1});
    if (!item || !array) return failure(tomlKey(path) + " is not in the file");
    const size_t begin = offset(item->begin);
    if (m_toml.substr(begin).starts_with("[[")) return lineRemoval(*item);
    const auto index = static_cast<size_t>(item - array->items.data());
    if (index + 1 < array->items.size())
        return Edit{begin, offset(array->items[index + 1].begin) - begin, ""};
    if (index > 0) {
        const size_t before = offset(array->items[index - 1].end);
        return Edit{before, offset(item->end) - before, ""};
    }
    return Edit{offset(array->begin), offset(array->end) - offset(array->begin), "[]"};
}

/// From the header to its last pair; of the empty lines around it, one stays.
Edit PlaceFinder::lineRemoval(const Value& item) const {
    const size_t begin = offset({item.begin.line, 1});
    size_t end = std::min(m_toml.find('\n', offset(endOf(item))), m_toml.size());
    if (end < m_toml.size()) ++end;
    const bool followsEmpty = begin == 0 || m_toml.substr(0, begin).ends_with("\n\n") ||
                              m_toml.substr(0, begin).ends_with("\n\r\n");
    while (followsEmpty &&
           (m_toml.substr(end).starts_with("\n") || m_toml.substr(end).starts_with("\r\n")))
        end = m_toml.find('\n', end) + 1;
    return {begin, end - begin, ""};
}

}  // namespace sluice::config
