#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace sluice::event {

/// Bytes that were received and not yet consumed. Holds memory only while it holds bytes or is
/// being filled: release() gives an empty buffer's block to the next one on this thread, so that
/// idle connections hold none. Not thread-safe.
class Buffer {
public:
    static constexpr size_t blockBytes = 16 * 1024;

    Buffer() = default;
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    /// Room for at least one byte more; grows past a block only while bytes are held, so its owner
    /// bounds it by bounding what it leaves unconsumed.
    std::span<char> prepare();
    void commit(size_t bytes) { m_end += bytes; }
    void consume(size_t bytes);
    std::string_view bytes() const { return {m_block.get() + m_begin, m_end - m_begin}; }
    bool empty() const { return m_begin == m_end; }
    void release();

private:
    std::unique_ptr<char[]> m_block;
    size_t m_capacity = 0;
    size_t m_begin = 0;
    size_t m_end = 0;
};

}  // namespace sluice::event
