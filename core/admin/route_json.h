#pragma once

#include <QByteArray>
#include <string>

#include "admin/actions.h"

namespace sluice::admin {

/// A route: {name effective {…} configured {…}}, its settings in use and in the file, by their
/// keys there; without what may be secret, or as it is for who has set it.
QByteArray routeToJson(const std::string& route, const Actions& actions, bool isMasked = true);
/// An array of all.
QByteArray routesToJson(const Actions& actions);

}  // namespace sluice::admin
