#include "config/setting.h"

#include <utility>

namespace sluice::config {

namespace {

Value valueOf(std::string_view text) {
    auto document = parseDocument("value = " + std::string(text));
    if (document && document->members.size() == 1) return std::move(document->members[0].value);
    Value value;
    value.kind = Value::Kind::string;
    value.text = text;
    return value;
}

}  // namespace

Value settingTable(std::string_view key, std::string_view text) {
    const size_t dot = key.find('.');
    Value table;
    table.members.push_back(
        {std::string(key.substr(0, dot)),
         {},
         dot == key.npos ? valueOf(text) : settingTable(key.substr(dot + 1), text)});
    return table;
}

}  // namespace sluice::config
