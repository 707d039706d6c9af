#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace sluice {

/// A block of IP addresses: "10.0.0.0/8", "fc00::/7", or one address alone. IPv4 addresses that are
/// written as IPv6 ("::ffff:10.0.0.1") count as IPv4.
class AddressRange {
public:
    bool contains(std::string_view address) const;
    bool operator==(const AddressRange&) const = default;

private:
    friend Result<AddressRange> parseAddressRange(std::string_view text);

    std::array<uint8_t, 16> m_base{};  ///< IPv4 as "::ffff:…"
    unsigned m_bits = 0;               ///< of the base that an address shares
};

/// Reads an address, or an address and a number of bits behind a slash (RFC 4632 section 3.1).
/// Bits of the address beyond that number must be zero.
Result<AddressRange> parseAddressRange(std::string_view text);

/// Whether a server of that name or address is on this machine or in a private network, as far as
/// the text tells: loopback, RFC 1918, fc00::/7, link-local and unspecified addresses, "localhost",
/// "*.localhost", and names without a dot, as services of one network call each other.
bool isPrivateHost(std::string_view host);

}  // namespace sluice
