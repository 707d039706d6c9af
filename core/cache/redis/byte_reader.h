#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::cache::redis {

/// Reads what ByteWriter wrote, or anything else: what does not fit makes it fail for good, and
/// everything that it gives from then on is empty.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : m_rest(bytes) {}

    bool failed() const { return m_failed; }
    /// Read to the end, and nothing was wrong.
    bool complete() const { return !m_failed && m_rest.empty(); }

    uint8_t byte() {
        if (m_rest.empty()) return fail();
        const auto value = static_cast<uint8_t>(m_rest.front());
        m_rest.remove_prefix(1);
        return value;
    }
    uint64_t number() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const uint64_t next = byte();
            if (shift == 63 && next > 1) return fail();
            value |= (next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        return fail();
    }
    int64_t integer() {
        const uint64_t bits = number();
        return static_cast<int64_t>(bits & 1 ? ~(bits >> 1) : bits >> 1);
    }
    std::string_view text() {
        const uint64_t size = number();
        if (size > m_rest.size()) fail();
        if (m_failed) return {};
        const std::string_view value = m_rest.substr(0, static_cast<size_t>(size));
        m_rest.remove_prefix(value.size());
        return value;
    }
    /// How many elements follow, each of at least one byte.
    size_t count(size_t most) {
        const uint64_t n = number();
        return static_cast<size_t>(n > m_rest.size() || n > most ? fail() : n);
    }

private:
    uint8_t fail() {
        m_failed = true;
        m_rest = {};
        return 0;
    }

    std::string_view m_rest;
    bool m_failed = false;
};

}  // namespace sluice::cache::redis
