#include "event/buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sluice::event {

std::span<char> Buffer::prepare() {
    if (!m_block) {
        m_capacity = m_wasFilled ? BlockPool::largeBytes : BlockPool::smallBytes;
        m_block = BlockPool::take(m_capacity);
    }
    if (m_end == m_capacity && m_begin > 0) {
        std::memmove(m_block.get(), m_block.get() + m_begin, m_end - m_begin);
        m_end -= std::exchange(m_begin, 0);
    }
    if (m_end == m_capacity) grow();
    return {m_block.get() + m_end, m_capacity - m_end};
}

void Buffer::grow() {
    const bool pooled = m_capacity < BlockPool::largeBytes;
    const size_t capacity = pooled ? BlockPool::largeBytes : m_capacity * 2;
    BlockPool::Block larger =
        pooled ? BlockPool::take(capacity) : BlockPool::Block(new char[capacity]);
    std::memcpy(larger.get(), m_block.get(), m_end);
    leaveBlock();
    m_block = std::move(larger);
    m_capacity = capacity;
}

void Buffer::leaveBlock() {
    if (m_capacity <= BlockPool::largeBytes) BlockPool::giveBack(std::move(m_block), m_capacity);
    m_block.reset();
}

void Buffer::commit(size_t bytes) {
    m_end += bytes;
    m_wasFilled = m_end == m_capacity;
}

void Buffer::append(std::string_view text) {
    while (!text.empty()) {
        const std::span<char> room = prepare();
        const size_t part = std::min(room.size(), text.size());
        std::memcpy(room.data(), text.data(), part);
        m_end += part;
        text.remove_prefix(part);
    }
}

void Buffer::consume(size_t bytes) {
    m_begin += bytes;
    if (m_begin == m_end) release();
}

void Buffer::release() {
    if (!m_block) return;
    leaveBlock();
    m_capacity = m_begin = m_end = 0;
}

}  // namespace sluice::event
