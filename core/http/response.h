#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/framing.h"
#include "http/header_map.h"

namespace sluice::http {

/// The head of a response, interim ones (1xx) included.
struct ResponseHead {
    int status = 0;         ///< 100 to 999
    std::string reason;     ///< may be empty
    int minorVersion = 1;   ///< HTTP/1.minorVersion
    HeaderMap fields;       ///< as received, framing fields included
    Framing framing;        ///< depends on the request's method too: none for HEAD, 1xx, 204, 304
    bool keepAlive = true;  ///< whether the connection may carry another request afterwards
    /// For how long the server keeps it idle, in seconds, where it says so (Keep-Alive: timeout=5).
    std::optional<uint32_t> idleTimeout;

    bool isInterim() const { return status >= 100 && status < 200 && status != 101; }
    void clear();  ///< keeps the buffers' capacity
    /// Whether its body goes on for as long as there is news: server-sent events (the HTML
    /// standard, section 9.2) and replaced parts.
    bool isStream() const;
};

/// The standard reason phrase, or "" for an unknown status.
std::string_view reasonPhrase(int status);

}  // namespace sluice::http
