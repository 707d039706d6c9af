#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::test {

/// Bytes without end, the same for everybody and in no visible order: what is lost, repeated or
/// moved on the way shows.
class Pattern {
public:
    /// The next bytes: at least one, at most `limit`.
    std::string_view next(uint64_t limit);
    /// Whether `bytes` are the next ones.
    bool matches(std::string_view bytes);
    /// How many bytes went by.
    uint64_t position() const { return m_position; }

private:
    uint64_t m_position = 0;
};

}  // namespace sluice::test
