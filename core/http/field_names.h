#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/ascii.h"

namespace sluice::http {

/// A fixed set of field names, of at most 32 characters each. A name is compared with those members
/// alone that are as long and begin as it does.
template <size_t N>
class FieldNames {
public:
    template <class... Names>
    explicit constexpr FieldNames(Names... names) : m_names{names...} {
        static_assert(N < 256);
        std::sort(m_names.begin(), m_names.end(),
                  [](std::string_view a, std::string_view b) { return a.size() < b.size(); });
        for (size_t i = 0; i < N; ++i) {
            ++m_ends[m_names[i].size()];
            m_initials[i] = toLower(m_names[i].front());
        }
        for (size_t length = 1; length < m_ends.size(); ++length)
            m_ends[length] = static_cast<uint8_t>(m_ends[length] + m_ends[length - 1]);
    }

    constexpr bool contains(std::string_view name) const {
        if (name.empty() || name.size() >= m_ends.size()) return false;
        const char initial = toLower(name.front());
        for (size_t i = m_ends[name.size() - 1]; i < m_ends[name.size()]; ++i) {
            if (m_initials[i] == initial && equalNames(m_names[i], name)) return true;
        }
        return false;
    }

    constexpr auto begin() const { return m_names.begin(); }
    constexpr auto end() const { return m_names.end(); }

private:
    static constexpr size_t longest = 32;

    std::array<std::string_view, N> m_names;  // by length
    std::array<char, N> m_initials{};
    std::array<uint8_t, longest + 1> m_ends{};  // where those of a length end
};

template <class... Names>
FieldNames(Names...) -> FieldNames<sizeof...(Names)>;

}  // namespace sluice::http
