#include "admin/route_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "admin/json_value.h"
#include "admin/masked.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

QJsonObject routeJson(const std::string& route, const Actions& actions, bool isMasked) {
    const Settings settings = actions.routeSettings(route);
    return {{u"name"_s, text(route)},
            {u"effective"_s, isMasked ? masked(settings.effective) : settings.effective},
            {u"configured"_s, isMasked ? masked(settings.configured) : settings.configured}};
}

}  // namespace

QByteArray routeToJson(const std::string& route, const Actions& actions, bool isMasked) {
    return QJsonDocument(routeJson(route, actions, isMasked)).toJson();
}

QByteArray routesToJson(const Actions& actions) {
    QJsonArray array;
    for (const std::string& name : actions.routeNames())
        array.append(routeJson(name, actions, true));
    return QJsonDocument(array).toJson();
}

}  // namespace sluice::admin
