#include "admin/route_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "admin/json_value.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

QJsonObject routeJson(const std::string& route, const Actions& actions) {
    const Settings settings = actions.routeSettings(route);
    return {{u"name"_s, text(route)},
            {u"effective"_s, settings.effective},
            {u"configured"_s, settings.configured}};
}

}  // namespace

QByteArray routeToJson(const std::string& route, const Actions& actions) {
    return QJsonDocument(routeJson(route, actions)).toJson();
}

QByteArray routesToJson(const Actions& actions) {
    QJsonArray array;
    for (const std::string& name : actions.routeNames())
        array.append(routeJson(name, actions));
    return QJsonDocument(array).toJson();
}

}  // namespace sluice::admin
