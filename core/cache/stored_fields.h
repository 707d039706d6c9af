#pragma once

#include <string_view>

#include "cache/cache_control.h"
#include "http/header_map.h"
#include "http/hop_by_hop.h"

namespace sluice::cache {

/// Which fields of one response are not stored (RFC 9111 section 3.1): hop-by-hop ones and those
/// that Connection names, those of proxies' authentication, framing, Age, and what no-cache="…" or
/// private="…" names. Refers to what it is made of.
class UnstoredFields {
public:
    UnstoredFields(const http::HeaderMap& fields, const CacheControl& directives);
    bool contains(std::string_view name) const;

private:
    const http::ConnectionOptions m_connection;
    const CacheControl& m_directives;
};

/// A copy that holds no more memory than it needs, and none of the thread's spares.
http::HeaderMap kept(const http::HeaderMap& fields);

/// The fields to store, with a Date where there is none or an invalid one: `received` (RFC 9110
/// section 6.6.1).
http::HeaderMap storedFields(const http::HeaderMap& fields, WallTime received);

/// What no-cache="…" or private="…" of `directives` names, and cookies unless they are shared: for
/// the client alone whose request the response answers, or a validation of it.
http::HeaderMap fieldsForOne(const http::HeaderMap& fields, const CacheControl& directives,
                             bool sharesCookies);

/// Stored fields updated by those of a 304, or of a 200 to HEAD (RFC 9111 section 3.2), to be
/// stored as those of a new response are: all lines of a field are replaced. Kept as they were:
/// what describes the stored content as it lies there (Content-Encoding, Content-Range), besides
/// what is not stored at all. An earlier Date goes in any case.
http::HeaderMap updatedFields(const http::HeaderMap& stored, const http::HeaderMap& update);

}  // namespace sluice::cache
