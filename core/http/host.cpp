#include "http/host.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "http/ascii.h"

namespace sluice::http {

namespace {

constexpr CharSet kNameChars([](char c) {
    return isDigit(c) || isAlpha(c) || c == '-' || c == '.' || c == '_' || c == '~';
});

bool isName(std::string_view text) {
    constexpr size_t kLongestName = 255;
    return !text.empty() && text.size() <= kLongestName && kNameChars.containsAll(text) &&
           text.front() != '.' && text.find("..") == text.npos;
}

std::optional<in6_addr> ipv6(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != text.npos) return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());
    in6_addr address;
    if (inet_pton(AF_INET6, terminated.data(), &address) != 1) return std::nullopt;
    return address;
}

void normalizeIpv6(std::string& authority) {
    const size_t close = authority.find(']');
    const auto address = ipv6(std::string_view(authority).substr(1, close - 1));
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address && inet_ntop(AF_INET6, &*address, text.data(), text.size()))
        authority.replace(1, close - 1, text.data());
}

bool isNormal(std::string_view authority) {
    return !authority.starts_with('[') && !authority.ends_with('.') &&
           authority.find(".:") == authority.npos && authority.find(":0") == authority.npos;
}

bool isPort(std::string_view text) {
    uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, port);
    return error == std::errc() && parsed == end && port != 0;
}

}  // namespace

bool isAuthority(std::string_view text) {
    if (text.starts_with('[')) {
        const size_t close = text.find(']');
        if (close == std::string_view::npos) return false;
        const std::string_view rest = text.substr(close + 1);
        return ipv6(text.substr(1, close - 1)) &&
               (rest.empty() || (rest.front() == ':' && isPort(rest.substr(1))));
    }
    const size_t colon = text.find(':');
    return isName(text.substr(0, colon)) &&
           (colon == std::string_view::npos || isPort(text.substr(colon + 1)));
}

void normalizeAuthority(std::string& authority) {
    if (isNormal(authority)) return;
    if (authority.starts_with('[')) normalizeIpv6(authority);
    const size_t bracket = authority.find(']');
    size_t end =
        std::min(authority.find(':', bracket == authority.npos ? 0 : bracket), authority.size());
    if (end > 1 && authority[end - 1] == '.') authority.erase(--end, 1);
    while (end + 2 < authority.size() && authority[end + 1] == '0')
        authority.erase(end + 1, 1);
}

}  // namespace sluice::http
