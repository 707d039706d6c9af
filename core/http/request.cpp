#include "http/request.h"

namespace sluice::http {

std::string_view RequestHead::query() const {
    const size_t mark = target.find('?');
    if (mark == std::string::npos) return {};
    return std::string_view(target).substr(mark + 1);
}

bool RequestHead::isUpgrade() const {
    // An HTTP/1.0 client's Upgrade is ignored (RFC 9110 section 7.8).
    return minorVersion >= 1 && fields.contains("Upgrade") &&
           fields.hasToken("Connection", "upgrade");
}

void RequestHead::clear() {
    method.clear();
    target.clear();
    authority.clear();
    minorVersion = 1;
    fields.clear();
    framing = {};
    keepAlive = true;
    expectsContinue = false;
}

}  // namespace sluice::http
