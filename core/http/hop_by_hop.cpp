#include "http/hop_by_hop.h"

namespace sluice::http {

namespace {

/// How a message is framed, routed, controlled, secured and read depends on these.
constexpr FieldNames forAllRecipients{"Host",
                                      "Content-Length",
                                      "Content-Type",
                                      "Content-Encoding",
                                      "Content-Range",
                                      "Content-Location",
                                      "Authorization",
                                      "WWW-Authenticate",
                                      "Cookie",
                                      "Set-Cookie",
                                      "Origin",
                                      "Cache-Control",
                                      "Range",
                                      "If-Match",
                                      "If-None-Match",
                                      "If-Modified-Since",
                                      "If-Unmodified-Since",
                                      "If-Range",
                                      "Age",
                                      "Date",
                                      "ETag",
                                      "Expires",
                                      "Last-Modified",
                                      "Location",
                                      "Vary"};

/// More than anybody names who means it; each is looked for once for each field.
constexpr size_t mostOptions = 64;

/// Options that are no fields, and fields that are hop-by-hop anyhow.
constexpr FieldNames usualOptions{"close", "keep-alive", "upgrade", "te", "http2-settings"};

}  // namespace

void ConnectionOptions::read(const HeaderMap& fields) {
    size_t options = 0;
    for (const auto field : fields) {
        if (!equalNames(field.name, "Connection")) continue;
        for (std::string_view list = field.value; !list.empty() && options < mostOptions;) {
            const std::string_view option = nextElement(list);
            ++options;
            if (!option.empty() && !usualOptions.contains(option))
                m_names.append(m_names.empty() ? "" : ",").append(option);
        }
    }
}

bool ConnectionOptions::isNamed(std::string_view field) const {
    if (forAllRecipients.contains(field)) return false;
    for (std::string_view list = m_names; !list.empty();) {
        if (equalNames(nextElement(list), field)) return true;
    }
    return false;
}

}  // namespace sluice::http
