#include "config/setting.h"

#include <algorithm>
#include <utility>

#include "config/route_writer.h"
#include "config/tuning_writer.h"

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

void merge(Value& table, Value more) {
    for (Member& member : more.members) {
        const auto known = std::find_if(table.members.begin(), table.members.end(),
                                        [&](const Member& one) { return one.key == member.key; });
        if (known == table.members.end()) {
            table.members.push_back(std::move(member));
        } else if (known->value.kind == Value::Kind::table &&
                   member.value.kind == Value::Kind::table) {
            merge(known->value, std::move(member.value));
        } else {
            known->value = std::move(member.value);
        }
    }
}

}  // namespace

void addSetting(Value& table, std::string_view key, std::string_view text) {
    merge(table, settingTable(key, text));
}

SettingOwner ownerOf(std::string_view key) {
    const std::string_view first = key.substr(0, key.find('.'));
    if (writeRoute({}).find(first)) return SettingOwner::route;
    const bool isPools = first != "servers" && writeTuning({}).find(first);
    return isPools ? SettingOwner::pool : SettingOwner::none;
}

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
