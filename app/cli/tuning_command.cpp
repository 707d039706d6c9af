#include "cli/tuning_command.h"

#include <QJsonObject>
#include <cstdio>
#include <iostream>

#include "base/printable.h"
#include "cli/explanation_text.h"
#include "cli/gateway_address.h"
#include "cli/pool_table.h"
#include "config/json.h"
#include "config/setting.h"
#include "config/toml_text.h"

namespace sluice::cli {

namespace {

using What = TuningOptions::What;

ExitCode tell(const AdminClient::Failure& failure) {
    std::cerr << "sluice: " << failure.message << "\n";
    return failure.code;
}

QString encoded(const std::string& name) {
    return QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(name)));
}

QString poolPath(const TuningOptions& options) {
    return QStringLiteral("/api/v1/pools/") + encoded(options.pool);
}

/// Other programs answer in JSON, too: a change counts as made only if the answer tells of it.
bool tells(const QJsonDocument& answer, const char* key) {
    return answer.object().contains(QLatin1String(key));
}

ExitCode tellForeign(const char* key) {
    return tell({ExitCode::notReached,
                 std::string("what answers is no gateway: its answer has no \"") + key + "\""});
}

QJsonDocument object(const char* key, const QJsonValue& value) {
    return QJsonDocument(QJsonObject{{QLatin1String(key), value}});
}

QJsonDocument setting(const TuningOptions& options) {
    const auto table = config::settingTable(options.key, options.value);
    return QJsonDocument(config::toJson(table).toObject());
}

AdminClient::Answer change(const AdminClient& client, const TuningOptions& options) {
    const QString server =
        poolPath(options) + QStringLiteral("/servers/") + encoded(options.server);
    switch (options.what) {
        case What::weight:
            return client.ask("PATCH", server, object("weight", options.weight));
        case What::drain: {
            const char* out = options.maintenance ? "maintenance" : "drained";
            const QLatin1String duty(options.undo ? "active" : out);
            return client.ask("PATCH", server, object("duty", duty));
        }
        case What::strategy:
            return client.ask("PATCH", poolPath(options),
                              object("strategy", QString::fromStdString(options.strategy)));
        case What::set:
            return options.key.empty() ? client.ask("GET", poolPath(options))
                                       : client.ask("PATCH", poolPath(options), setting(options));
        default:
            return client.ask("POST", QStringLiteral("/api/v1/save"),
                              object("overwrite", options.overwrite));
    }
}

void tellSettings(const QJsonObject& pool) {
    const QJsonObject settings = pool.value(QLatin1String("settings")).toObject();
    for (auto it = settings.begin(); it != settings.end(); ++it)
        std::cout << printable(
                         (it.key() + QLatin1String(" = ") + it.value().toString()).toStdString())
                  << "\n";
}

/// One, from the answer to its change.
void tellSetting(const QJsonObject& pool, const std::string& key) {
    QJsonValue json = pool;
    for (const QString& part : QString::fromStdString(key).split(QLatin1Char('.')))
        json = json[part];
    const config::Value value = config::fromJson(json);
    const bool isText = value.kind == config::Value::Kind::string;
    std::cout << key << " = " << printable(isText ? value.text : config::tomlText(value)) << "\n";
}

ExitCode purge(const AdminClient& client, const TuningOptions& options) {
    const auto answer = client.ask("POST", QStringLiteral("/api/v1/cache/purge"),
                                   object("what", QString::fromStdString(options.pattern)));
    if (!answer) return tell(answer.error());
    if (!tells(*answer, "purged")) return tellForeign("purged");
    const auto purged = answer->object().value(QLatin1String("purged")).toInteger();
    std::cout << "purged " << purged << (purged == 1 ? " entry\n" : " entries\n");
    return ExitCode::ok;
}

ExitCode explain(const AdminClient& client, const TuningOptions& options) {
    const QString url = QString::fromStdString(options.url);
    const QString path = QStringLiteral("/api/v1/cache/explain");
    const auto answer =
        options.ask ? client.ask("POST", path, object("url", url))
                    : client.ask("GET", path + QStringLiteral("?url=") + encoded(options.url));
    if (!answer) return tell(answer.error());
    if (!tells(*answer, "summary")) return tellForeign("summary");
    std::cout << explanationText(answer->object());
    return ExitCode::ok;
}

}  // namespace

ExitCode tune(const TuningOptions& options) {
    const auto client = clientFor(options.admin, options.configFile);
    if (!client) return client.error();
    if (options.what == What::pools) {
        const auto pools = client->ask("GET", QStringLiteral("/api/v1/pools"));
        if (!pools) return tell(pools.error());
        if (!pools->isArray()) return tellForeign("name");
        std::cout << poolTable(pools->array());
        return ExitCode::ok;
    }
    if (options.what == What::purge) return purge(*client, options);
    if (options.what == What::explain) return explain(*client, options);
    const auto changed = change(*client, options);
    if (!changed) return tell(changed.error());
    const char* const told = options.what == What::save ? "file" : "name";
    if (!tells(*changed, told)) return tellForeign(told);
    if (options.what == What::set) {
        options.key.empty() ? tellSettings(changed->object())
                            : tellSetting(changed->object(), options.key);
        return ExitCode::ok;
    }
    if (options.what == What::save) {
        std::cout << "saved\n";
        return ExitCode::ok;
    }
    const auto pool = client->ask("GET", poolPath(options));
    if (!pool) return tell(pool.error());
    std::cout << poolTable({pool->object()});
    return ExitCode::ok;
}

}  // namespace sluice::cli
