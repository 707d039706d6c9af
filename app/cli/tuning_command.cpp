#include "cli/tuning_command.h"

#include <QJsonObject>
#include <cstdio>
#include <iostream>

#include "base/printable.h"
#include "cli/explanation_text.h"
#include "cli/gateway_address.h"
#include "cli/pool_table.h"
#include "cli/set_command.h"

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
        default:
            return client.ask("POST", QStringLiteral("/api/v1/save"),
                              object("overwrite", options.overwrite));
    }
}

ExitCode purge(const AdminClient& client, const TuningOptions& options) {
    const auto answer = client.ask("POST", QStringLiteral("/api/v1/cache/purge"),
                                   object("what", QString::fromStdString(options.pattern)));
    if (!answer) return tell(answer.error());
    if (!tells(*answer, "purged")) return tellForeign("purged");
    const auto purged = answer->object().value(QLatin1String("purged")).toInteger();
    std::cout << "purged " << purged << (purged == 1 ? " entry\n" : " entries\n");
    printChanged(client);
    if (answer->object().value(QLatin1String("redis")) != QLatin1String("owed"))
        return ExitCode::ok;
    std::cerr << "sluice: Redis has not taken the purge: "
              << answer->object().value(QLatin1String("why")).toString().toStdString()
              << "\nOther gateways may serve what was purged; this one tells Redis again until it "
                 "takes it."
              << std::endl;
    return ExitCode::failed;
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

Purpose purposeOf(const TuningOptions& options) {
    switch (options.what) {
        case What::pools:
        case What::explain:
            return Purpose::read;
        case What::set:
            return options.key.empty() ? Purpose::read : Purpose::change;
        default:
            return Purpose::change;
    }
}

}  // namespace

ExitCode tune(const TuningOptions& options) {
    const auto client = clientFor(options.admin, options.configFile, purposeOf(options));
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
    if (options.what == What::set) return set(*client, options);
    const auto changed = change(*client, options);
    if (!changed) return tell(changed.error());
    const char* const told = options.what == What::save ? "file" : "name";
    if (!tells(*changed, told)) return tellForeign(told);
    if (options.what == What::save) {
        std::cout << "saved\n";
        printChanged(*client);
        return ExitCode::ok;
    }
    const auto pool = client->ask("GET", poolPath(options));
    if (!pool) return tell(pool.error());
    std::cout << poolTable({pool->object()});
    printChanged(*client);
    return ExitCode::ok;
}

}  // namespace sluice::cli
