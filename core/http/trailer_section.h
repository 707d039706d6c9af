#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "http/head_scan.h"
#include "http/header_map.h"
#include "http/hop_by_hop.h"
#include "http/parse_error.h"
#include "http/parser_limits.h"

namespace sluice::http {

enum class TrailerRule { keep, drop, refuse };

/// What becomes of a field of this name behind a body (RFC 9110 section 6.5.1). Those that decide
/// how a message is framed and routed are refused; those that decide how it is handled, dropped.
TrailerRule trailerRule(std::string_view name);

/// Reads the fields behind the last chunk (RFC 9112 section 7.1.2) as strictly as those of a head.
class TrailerSection {
public:
    explicit TrailerSection(const ParserLimits& limits)
        : m_scan(limits.trailerBytes, limits.fields) {}

    void reset();
    /// Leaves out, until the next reset(), what the message's head says is of its connection.
    void leaveOut(ConnectionOptions options) { m_connection = std::move(options); }
    /// The length of the section with its empty line; 0: not complete yet. Every call gets the
    /// bytes from the start of the section. 400, or 431 beyond the limits.
    Result<size_t, ParseError> advance(std::string_view bytes);
    const HeaderMap& fields() const { return m_fields; }

private:
    HeadScan m_scan;
    HeaderMap m_fields;
    ConnectionOptions m_connection;
};

}  // namespace sluice::http
