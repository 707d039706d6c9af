#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace sluice::cache::redis {

/// A command and its arguments: at most 8 views, which must live until it is sent.
class Command {
public:
    Command(std::initializer_list<std::string_view> parts) {
        for (const std::string_view part : parts)
            add(part);
    }
    void add(std::string_view part) {
        assert(m_size < m_texts.size());
        m_texts[m_size] = part.data();
        m_lengths[m_size++] = part.size();
    }

    // As hiredis takes them.
    int size() const { return static_cast<int>(m_size); }
    const char** texts() const { return m_texts.data(); }
    const size_t* lengths() const { return m_lengths.data(); }

private:
    size_t m_size = 0;
    mutable std::array<const char*, 8> m_texts{};
    std::array<size_t, 8> m_lengths{};
};

}  // namespace sluice::cache::redis
