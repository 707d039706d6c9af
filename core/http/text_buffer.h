#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace sluice::http {

/// Text that grows at its end. Unlike std::string it does not write what its user will write
/// anyhow. A copy takes no more memory than it needs.
class TextBuffer {
public:
    TextBuffer() = default;
    TextBuffer(const TextBuffer& other) : TextBuffer(other, other.m_size) {}
    TextBuffer(TextBuffer&& other) noexcept { swap(other); }
    TextBuffer& operator=(const TextBuffer&) = delete;
    TextBuffer& operator=(TextBuffer&& other) noexcept {
        TextBuffer(std::move(other)).swap(*this);
        return *this;
    }

    const char* data() const { return m_data.get(); }
    size_t size() const { return m_size; }
    size_t capacity() const { return m_capacity; }
    void clear() { m_size = 0; }  ///< keeps the memory
    void reserve(size_t bytes) {
        if (bytes > m_capacity) *this = TextBuffer(*this, bytes);
    }
    /// `bytes` more at the end, for the caller to write. What it has outgrown goes into `old`, so
    /// that the new text may be a copy of parts of it.
    char* extend(size_t bytes, TextBuffer& old) {
        const size_t size = m_size + bytes;
        if (size > m_capacity) {
            old = std::exchange(*this, TextBuffer(*this, std::max(size, 2 * m_capacity)));
        }
        return m_data.get() + std::exchange(m_size, size);
    }

private:
    void swap(TextBuffer& other) noexcept {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        std::swap(m_capacity, other.m_capacity);
    }
    TextBuffer(const TextBuffer& other, size_t capacity)
        : m_data(new char[capacity]), m_size(other.m_size), m_capacity(capacity) {
        std::copy_n(other.m_data.get(), m_size, m_data.get());
    }

    std::unique_ptr<char[]> m_data;
    size_t m_size = 0;
    size_t m_capacity = 0;
};

}  // namespace sluice::http
