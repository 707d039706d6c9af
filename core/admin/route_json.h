#pragma once

#include <QByteArray>
#include <string>

#include "admin/actions.h"

namespace sluice::admin {

/// A route: {name effective {…} configured {…}}, its settings in use and in the file, by their
/// keys there.
QByteArray routeToJson(const std::string& route, const Actions& actions);
/// An array of all.
QByteArray routesToJson(const Actions& actions);

}  // namespace sluice::admin
