#include "cli/set_command.h"

#include <QJsonObject>
#include <iostream>

#include "cli/gateway_address.h"
#include "config/json.h"
#include "config/setting.h"
#include "config/toml_text.h"

namespace sluice::cli {

namespace {

using config::SettingOwner;
using config::Value;

ExitCode tell(const AdminClient::Failure& failure) {
    std::cerr << "sluice: " << failure.message << "\n";
    return failure.code;
}

QString pathOf(const char* kind, const std::string& name) {
    const QByteArray encoded = QUrl::toPercentEncoding(QString::fromStdString(name));
    return QStringLiteral("/api/v1/%1/%2").arg(QLatin1String(kind), QString::fromLatin1(encoded));
}

Value effective(const QJsonDocument& answer) {
    return config::fromJson(answer.object().value(QLatin1String("effective")));
}

std::string textOf(const Value& value) {
    const bool isText = value.kind == Value::Kind::string && !value.text.empty();
    return isText ? value.text : config::tomlText(value);
}

/// A line for each key; what has no value has none.
void tellAll(const Value& table, const std::string& prefix) {
    for (const config::Member& member : table.members) {
        const std::string key = prefix + member.key;
        if (key == "servers" || member.value.kind == Value::Kind::null) continue;
        if (member.value.kind == Value::Kind::table && !member.value.members.empty()) {
            tellAll(member.value, key + '.');
        } else {
            std::cout << key << " = " << textOf(member.value) << "\n";
        }
    }
}

ExitCode show(const AdminClient& client, const std::string& name) {
    const auto pool = client.ask("GET", pathOf("pools", name));
    const auto route = client.ask("GET", pathOf("routes", name));
    if (!pool && !route) return tell(pool.error());
    if (pool) tellAll(effective(*pool), "");
    if (route) tellAll(effective(*route), "");
    return ExitCode::ok;
}

/// Whose key it is; one that nobody has is told of by whoever has the name.
const char* ownerOf(const AdminClient& client, const TuningOptions& options) {
    const SettingOwner owner = config::ownerOf(options.key);
    if (owner == SettingOwner::pool) return "pools";
    if (owner == SettingOwner::route) return "routes";
    return client.ask("GET", pathOf("routes", options.pool)) &&
                   !client.ask("GET", pathOf("pools", options.pool))
               ? "routes"
               : "pools";
}

const Value* find(const Value& table, std::string_view key) {
    const size_t dot = key.find('.');
    const Value* value = table.find(key.substr(0, dot));
    return value && dot != key.npos ? find(*value, key.substr(dot + 1)) : value;
}

}  // namespace

ExitCode set(const AdminClient& client, const TuningOptions& options) {
    if (options.key.empty()) return show(client, options.pool);
    const Value wanted = config::settingTable(options.key, options.value);
    const auto changed = client.ask("PATCH", pathOf(ownerOf(client, options), options.pool),
                                    QJsonDocument(config::toJson(wanted).toObject()));
    if (!changed) return tell(changed.error());
    const Value all = effective(*changed);
    const Value* const value = find(all, options.key);
    if (!value) {
        return tell({ExitCode::notReached,
                     "what answers is no gateway: its answer does not tell of " + options.key});
    }
    std::cout << options.key << " = " << textOf(*value) << "\n";
    printChanged(client);
    return ExitCode::ok;
}

}  // namespace sluice::cli
