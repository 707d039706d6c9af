#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "http/ascii.h"

namespace sluice::http {

/// A fixed set of field names. Most names that are not in it are told by their length alone.
template <size_t N>
class FieldNames {
public:
    template <class... Names>
    explicit constexpr FieldNames(Names... names) : m_names{names...} {
        for (const std::string_view name : m_names)
            m_lengths |= bitOf(name.size());
    }

    constexpr bool contains(std::string_view name) const {
        if ((m_lengths & bitOf(name.size())) == 0) return false;
        for (const std::string_view member : m_names) {
            if (equalNames(member, name)) return true;
        }
        return false;
    }

private:
    /// Lengths that differ by 64 share one.
    static constexpr uint64_t bitOf(size_t length) { return uint64_t{1} << (length % 64); }

    std::array<std::string_view, N> m_names;
    uint64_t m_lengths = 0;
};

template <class... Names>
FieldNames(Names...) -> FieldNames<sizeof...(Names)>;

}  // namespace sluice::http
