#include "event/buffer.h"

#include <cstring>
#include <utility>
#include <vector>

namespace sluice::event {

namespace {

/// What a thread keeps for reuse: 64 blocks, 1 MiB, at most.
constexpr size_t keptBlocks = 64;

std::vector<std::unique_ptr<char[]>>& spareBlocks() {
    thread_local std::vector<std::unique_ptr<char[]>> spare;
    return spare;
}

std::unique_ptr<char[]> obtainBlock() {
    auto& spare = spareBlocks();
    if (spare.empty()) return std::unique_ptr<char[]>(new char[Buffer::blockBytes]);
    auto block = std::move(spare.back());
    spare.pop_back();
    return block;
}

}  // namespace

Buffer::~Buffer() {
    release();
}

std::span<char> Buffer::prepare() {
    if (!m_block) {
        m_block = obtainBlock();
        m_capacity = blockBytes;
    }
    if (m_end == m_capacity && m_begin > 0) {
        std::memmove(m_block.get(), m_block.get() + m_begin, m_end - m_begin);
        m_end -= std::exchange(m_begin, 0);
    }
    if (m_end == m_capacity) {
        std::unique_ptr<char[]> larger(new char[m_capacity * 2]);
        std::memcpy(larger.get(), m_block.get(), m_end);
        m_block = std::move(larger);
        m_capacity *= 2;
    }
    return {m_block.get() + m_end, m_capacity - m_end};
}

void Buffer::consume(size_t bytes) {
    m_begin += bytes;
    if (m_begin == m_end) m_begin = m_end = 0;
}

void Buffer::release() {
    if (!m_block) return;
    if (m_capacity == blockBytes && spareBlocks().size() < keptBlocks) {
        spareBlocks().push_back(std::move(m_block));
    }
    m_block.reset();
    m_capacity = m_begin = m_end = 0;
}

}  // namespace sluice::event
