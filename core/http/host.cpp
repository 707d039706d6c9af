#include "http/host.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "http/ascii.h"

namespace sluice::http {

namespace {

constexpr CharSet kNameChars([](char c) {
    return isDigit(c) || isAlpha(c) || c == '-' || c == '.' || c == '_' || c == '~';
});

bool isName(std::string_view text) {
    constexpr size_t kLongestName = 255;
    return !text.empty() && text.size() <= kLongestName && kNameChars.containsAll(text);
}

bool isIpv6(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return false;
    std::copy(text.begin(), text.end(), terminated.begin());
    in6_addr address;
    return inet_pton(AF_INET6, terminated.data(), &address) == 1;
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
        return isIpv6(text.substr(1, close - 1)) &&
               (rest.empty() || (rest.front() == ':' && isPort(rest.substr(1))));
    }
    const size_t colon = text.find(':');
    return isName(text.substr(0, colon)) &&
           (colon == std::string_view::npos || isPort(text.substr(colon + 1)));
}

}  // namespace sluice::http
