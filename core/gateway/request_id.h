#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "http/header_map.h"

namespace sluice::gateway {

/// What names a request in logs and for servers: the client's X-Request-Id if it is a sane token of
/// at most 128 characters, else 32 random hexadecimal digits. Allocates nothing.
class RequestId {
public:
    explicit RequestId(const http::HeaderMap& fields);

    std::string_view text() const { return {m_text.data(), m_size}; }

private:
    void make();

    static constexpr size_t longest = 128;
    size_t m_size = 0;
    std::array<char, longest> m_text;
};

}  // namespace sluice::gateway
