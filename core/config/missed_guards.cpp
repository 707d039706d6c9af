#include <algorithm>

#include "config/validator.h"
#include "routing/matcher.h"

/// Routes tell "/admin%2Fusers" and "/admin;x" from "/admin/users"; many servers do not.
namespace sluice::config {

namespace {

using routing::Matcher;
using routing::Route;

/// It does something to requests or answers that nobody may get around.
bool guards(const Route& route) {
    const bool isNarrow = !route.match.pathPrefix.empty() || !route.match.pathRegex.empty();
    return isNarrow &&
           (!route.requestFields.empty() || !route.responseFields.empty() || !route.cache);
}

bool editTheSame(const routing::FieldEdits& a, const routing::FieldEdits& b) {
    return a.remove == b.remove && a.set == b.set;
}

/// The same servers, with less done.
bool isWayAround(const Route& route, const Route& guard) {
    return !route.refuseSeparators && route.pool == guard.pool &&
           !(editTheSame(route.requestFields, guard.requestFields) &&
             editTheSame(route.responseFields, guard.responseFields) && route.cache == guard.cache);
}

/// Whether it takes what the guard does not, of the same paths.
bool takesRest(const Route& route, const Route& guard, const Matcher& matcher) {
    if (route.match.pathRegex.empty() && route.match.pathPrefix == guard.match.pathPrefix)
        return false;
    const auto other = Matcher::compile(route.match);
    return other && matcher.isMoreSpecificThan(*other) && matcher.overlaps(*other);
}

const Route* wayAround(const Route& guard, const std::vector<Route>& routes) {
    const auto matcher = Matcher::compile(guard.match);
    if (!matcher) return nullptr;
    const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route& route) {
        return isWayAround(route, guard) && takesRest(route, guard, *matcher);
    });
    return found == routes.end() ? nullptr : &*found;
}

}  // namespace

void warnOfMissedGuards(const Model& model, Diagnostics& diagnostics) {
    for (const Route& guard : model.routes) {
        const Route* way = guards(guard) ? wayAround(guard, model.routes) : nullptr;
        if (!way) continue;
        diagnostics.warning(joinPath("routes", guard.name),
                            "a path with %2F, %5C, \"\\\" or \";\" gets past it to pool " +
                                inQuotes(guard.pool) + " by routes." + way->name +
                                ": set encoded_separators = \"refuse\" there, if the servers read "
                                "those as separators");
    }
}

}  // namespace sluice::config
