#pragma once

#include <string>
#include <string_view>

#include "http/framing.h"
#include "http/header_map.h"

namespace sluice::http {

/// The head of a request, after parsing and validation.
struct RequestHead {
    std::string method;     ///< as sent; methods are case-sensitive (RFC 9110 section 9.1)
    std::string target;     ///< origin-form "/path?query", or "*"; absolute-form is taken apart
    std::string authority;  ///< "host[:port]" of the target or else of Host, in the form of
                            ///< normalizeAuthority(); empty for HTTP/1.0 without
    int minorVersion = 1;   ///< HTTP/1.minorVersion
    HeaderMap fields;       ///< as received, Host and framing fields included
    Framing framing;
    bool keepAlive = true;  ///< what the client wants (RFC 9112 section 9.3)
    bool expectsContinue =
        false;  ///< Expect: 100-continue (RFC 9110 section 10.1.1), HTTP/1.1 only

    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
    std::string_view query() const;  ///< without the '?'; empty if there is none
    bool isUpgrade() const;          ///< Connection: upgrade and an Upgrade field
    void clear();                    ///< keeps the buffers' capacity
};

}  // namespace sluice::http
