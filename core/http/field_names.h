#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/ascii.h"

namespace sluice::http {

/// A fixed set of field names. A name is compared with those members alone that have its hash.
template <size_t N>
class FieldNames {
public:
    template <class... Names>
    explicit constexpr FieldNames(Names... names) : m_names{names...} {
        static_assert(N < 256);
        std::sort(m_names.begin(), m_names.end(),
                  [](std::string_view a, std::string_view b) { return nameHash(a) < nameHash(b); });
        for (const std::string_view name : m_names)
            ++m_ends[nameHash(name) + 1];
        for (size_t i = 1; i < m_ends.size(); ++i)
            m_ends[i] = static_cast<uint8_t>(m_ends[i] + m_ends[i - 1]);
    }

    constexpr bool contains(std::string_view name) const {
        const size_t hash = nameHash(name);
        for (size_t i = m_ends[hash]; i < m_ends[hash + 1]; ++i) {
            if (equalNames(m_names[i], name)) return true;
        }
        return false;
    }

    constexpr auto begin() const { return m_names.begin(); }
    constexpr auto end() const { return m_names.end(); }

private:
    std::array<std::string_view, N> m_names;  // by hash
    std::array<uint8_t, 65> m_ends{};         // those of hash h are from m_ends[h] to m_ends[h + 1]
};

template <class... Names>
FieldNames(Names...) -> FieldNames<sizeof...(Names)>;

}  // namespace sluice::http
