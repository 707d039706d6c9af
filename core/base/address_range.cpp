#include "base/address_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace sluice {

namespace {

using Address = std::array<uint8_t, 16>;

constexpr unsigned kIpv6Bits = 128;
constexpr unsigned kIpv4Bits = 32;

std::optional<Address> parseAddress(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != text.npos) return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());
    Address address{};
    if (inet_pton(AF_INET6, terminated.data(), address.data()) == 1) return address;
    address[10] = address[11] = 0xff;
    if (inet_pton(AF_INET, terminated.data(), address.data() + 12) == 1) return address;
    return std::nullopt;
}

/// Whether all bits from `first` on are zero.
bool endsInZeros(const Address& address, unsigned first) {
    for (unsigned bit = first; bit < kIpv6Bits; ++bit) {
        if ((address[bit / 8] >> (7 - bit % 8)) & 1) return false;
    }
    return true;
}

bool shareBits(const Address& one, const Address& other, unsigned bits) {
    const auto whole = static_cast<ptrdiff_t>(bits / 8);
    if (!std::equal(one.begin(), one.begin() + whole, other.begin())) return false;
    const unsigned rest = bits % 8;
    const auto at = static_cast<size_t>(whole);
    return rest == 0 || ((one[at] ^ other[at]) >> (8 - rest)) == 0;
}

tl::unexpected<Error> badRange(std::string_view text) {
    return failure('"' + std::string(text) +
                   "\" is no address such as \"10.0.0.7\" and no range such as \"10.0.0.0/8\" or "
                   "\"fd00::/8\"");
}

bool isUnder(std::string_view host, std::string_view domain) {
    return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                              host[host.size() - domain.size() - 1] == '.');
}

}  // namespace

bool AddressRange::contains(std::string_view address) const {
    const auto parsed = parseAddress(address);
    return parsed && shareBits(*parsed, m_base, m_bits);
}

Result<AddressRange> parseAddressRange(std::string_view text) {
    const size_t slash = std::min(text.find('/'), text.size());
    const std::string_view address = text.substr(0, slash);
    const auto base = parseAddress(address);
    if (!base) return badRange(text);
    const unsigned most = address.find(':') == address.npos ? kIpv4Bits : kIpv6Bits;
    unsigned bits = most;
    if (slash < text.size()) {
        const std::string_view number = text.substr(slash + 1);
        const char* const end = number.data() + number.size();
        const auto [parsed, error] = std::from_chars(number.data(), end, bits);
        if (error != std::errc() || parsed != end || bits > most) return badRange(text);
    }
    AddressRange range;
    range.m_base = *base;
    range.m_bits = bits + kIpv6Bits - most;
    if (!endsInZeros(range.m_base, range.m_bits)) {
        return failure('"' + std::string(text) + "\" has an address with bits beyond the first " +
                       std::to_string(bits) + "; write the range's first address");
    }
    return range;
}

bool isPrivateHost(std::string_view host) {
    static const auto ranges = [] {
        std::array<AddressRange, 10> all;
        const std::array<std::string_view, 10> texts{
            "0.0.0.0", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "::",      "fc00::/7",   "::1",         "fe80::/10",      "192.168.0.0/16"};
        std::transform(texts.begin(), texts.end(), all.begin(),
                       [](std::string_view text) { return *parseAddressRange(text); });
        return all;
    }();
    if (parseAddress(host)) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const AddressRange& range) { return range.contains(host); });
    }
    if (host.ends_with('.')) host.remove_suffix(1);
    return host.find('.') == host.npos || isUnder(host, "localhost");
}

}  // namespace sluice
