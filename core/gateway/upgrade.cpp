#include "gateway/upgrade.h"

#include <algorithm>

#include "http/ascii.h"

namespace sluice::gateway {

namespace {

/// More than there are protocols.
constexpr size_t mostOffers = 64;

/// `offer` is a protocol's name, perhaps with a version behind a slash.
bool names(std::string_view offer, std::string_view protocol) {
    return http::equalNames(offer, protocol) ||
           http::equalNames(offer.substr(0, offer.find('/')), protocol);
}

bool isPassed(std::string_view offer, const routing::Route& route) {
    const auto is = [offer](std::string_view protocol) { return names(offer, protocol); };
    return is("websocket") || std::any_of(route.upgrades.begin(), route.upgrades.end(), is);
}

bool isAmong(std::string_view protocol, std::string_view list) {
    while (!list.empty()) {
        if (names(protocol, http::nextElement(list))) return true;
    }
    return false;
}

}  // namespace

std::string passedUpgrade(const http::RequestHead& request, const routing::Route& route) {
    std::string passed;
    if (!request.isUpgrade() || request.framing.hasBody()) return passed;
    size_t offers = 0;
    for (const auto field : request.fields) {
        if (!http::equalNames(field.name, "Upgrade")) continue;
        for (std::string_view list = field.value; !list.empty() && offers < mostOffers; ++offers) {
            const std::string_view offer = http::nextElement(list);
            if (isPassed(offer, route)) passed.append(passed.empty() ? "" : ", ").append(offer);
        }
    }
    return passed;
}

bool acceptsUpgrade(const http::ResponseHead& response, std::string_view offered) {
    if (offered.empty()) return false;
    std::string_view chosen = response.fields.find("Upgrade").value_or(offered);
    return isAmong(http::nextElement(chosen), offered);
}

}  // namespace sluice::gateway
