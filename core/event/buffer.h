#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "event/block_pool.h"

namespace sluice::event {

/// Bytes that were received and not yet consumed. Holds memory only while it holds bytes or is
/// being filled, so that connections that wait hold none. Not thread-safe.
class Buffer {
public:
    Buffer() = default;
    ~Buffer() { release(); }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    /// Room for at least one byte more; grows past a block only while bytes are held, so its owner
    /// bounds it by bounding what it leaves unconsumed. A large block follows one that was filled.
    std::span<char> prepare();
    void commit(size_t bytes);
    void append(std::string_view text);
    void consume(size_t bytes);
    std::string_view bytes() const { return {m_block.get() + m_begin, m_end - m_begin}; }
    bool empty() const { return m_begin == m_end; }
    /// Drops what it holds.
    void release();

private:
    void grow();
    void leaveBlock();

    BlockPool::Block m_block;
    size_t m_capacity = 0;
    size_t m_begin = 0;
    size_t m_end = 0;
    bool m_wasFilled = false;  // the last bytes took all the room there was: more will come
};

}  // namespace sluice::event
