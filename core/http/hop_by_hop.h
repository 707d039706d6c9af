#pragma once

#include <string>
#include <string_view>

#include "http/field_names.h"
#include "http/header_map.h"

namespace sluice::http {

/// Fields of one connection, which are never passed on as they are (RFC 9110 section 7.6.1).
inline constexpr FieldNames hopByHopFields{"Connection", "Keep-Alive",     "Proxy-Connection", "TE",
                                           "Upgrade",    "HTTP2-Settings", "Transfer-Encoding"};

/// Whether a message says, by the options of its Connection fields, that its field `name` is meant
/// for this connection alone. Of fields that are for all recipients, such as Host, Cookie or
/// Cache-Control, nobody can say so. The first 64 options count.
class ConnectionOptions {
public:
    ConnectionOptions() = default;  ///< names nothing
    explicit ConnectionOptions(const HeaderMap& fields) {
        if (fields.contains("Connection")) read(fields);
    }
    bool name(std::string_view field) const { return !m_names.empty() && isNamed(field); }

private:
    void read(const HeaderMap& fields);
    bool isNamed(std::string_view field) const;

    std::string m_names;  // those that are fields, as a list
};

}  // namespace sluice::http
