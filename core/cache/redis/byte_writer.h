#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::cache::redis {

/// Appends numbers and texts in the form that ByteReader reads.
class ByteWriter {
public:
    explicit ByteWriter(std::string& out) : m_out(out) {}

    void byte(uint8_t value) { m_out += static_cast<char>(value); }
    /// 7 bits in each byte, the lowest first, the top bit set in all but the last.
    void number(uint64_t value) {
        while (value >= 0x80) {
            byte(static_cast<uint8_t>(value | 0x80));
            value >>= 7;
        }
        byte(static_cast<uint8_t>(value));
    }
    /// Small in size for small values of either sign.
    void integer(int64_t value) {
        const auto bits = static_cast<uint64_t>(value);
        number(value < 0 ? ~(bits << 1) : bits << 1);
    }
    void text(std::string_view value) {
        number(value.size());
        m_out += value;
    }

private:
    std::string& m_out;
};

}  // namespace sluice::cache::redis
