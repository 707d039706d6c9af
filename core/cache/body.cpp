#include "cache/body.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sluice::cache {

namespace {

constexpr size_t leastBlockBytes = 512;

}  // namespace

/// Bytes in a row. Only the last block of a body is written to; `next` is set once, after it.
struct Body::Block {
    /// Of each, with what the allocator adds to its two parts.
    static constexpr size_t overhead = 128;

    Block(size_t bytes, std::shared_ptr<std::atomic<uint64_t>> sum)
        : capacity(bytes), data(new char[bytes]), memory(std::move(sum)) {
        memory->fetch_add(capacity + overhead, std::memory_order_relaxed);
    }
    /// A long chain would be freed by as many calls in one another.
    ~Block() {
        memory->fetch_sub(capacity + overhead, std::memory_order_relaxed);
        std::shared_ptr<Block> rest = std::move(next);
        while (rest && rest.use_count() == 1) {
            // Giving one up orders what other owners did before they gave theirs up.
            std::shared_ptr<Block>(rest).reset();
            rest = std::exchange(rest->next, nullptr);
        }
    }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    const size_t capacity;
    const std::unique_ptr<char[]> data;
    std::atomic<size_t> used = 0;
    std::atomic<bool> hasNext = false;
    std::shared_ptr<Block> next;  // read only after hasNext
    const std::shared_ptr<std::atomic<uint64_t>> memory;
};

Body::Body(std::optional<uint64_t> expected)
    : m_expected(expected), m_memory(std::make_shared<std::atomic<uint64_t>>(0)) {
    const uint64_t wanted = expected.value_or(4 * leastBlockBytes);
    m_last = std::make_shared<Block>(std::min<uint64_t>(wanted, blockBytes), m_memory);
    m_first = m_last;
}

Body::~Body() = default;

std::shared_ptr<Body> Body::of(std::string_view whole, http::HeaderMap trailers) {
    auto body = std::make_shared<Body>(whole.size());
    body->append(whole);
    body->finish(trailers);
    return body;
}

void Body::append(std::string_view piece) {
    if (piece.empty()) return;
    const size_t total = piece.size();
    while (!piece.empty()) {
        Block& last = *m_last;
        const size_t used = last.used.load(std::memory_order_relaxed);
        const size_t fits = std::min(piece.size(), last.capacity - used);
        std::memcpy(last.data.get() + used, piece.data(), fits);
        last.used.store(used + fits, std::memory_order_release);
        piece.remove_prefix(fits);
        if (piece.empty()) break;
        const uint64_t wanted = std::max<uint64_t>(piece.size(), rest(total - piece.size()));
        last.next = std::make_shared<Block>(std::min<uint64_t>(wanted, blockBytes), m_memory);
        last.hasNext.store(true, std::memory_order_release);
        m_last = last.next;
    }
    m_size.fetch_add(total, std::memory_order_release);
    m_more.tell();
}

/// What is still to come after `taken` more bytes; a guess where the length is not known.
uint64_t Body::rest(uint64_t taken) const {
    const uint64_t there = m_size.load(std::memory_order_relaxed) + taken;
    if (m_expected && *m_expected > there) return *m_expected - there;
    return std::max(2 * m_last->capacity, leastBlockBytes);
}

void Body::finish(const http::HeaderMap& trailers) {
    m_trailers = trailers;
    m_state.store(State::complete, std::memory_order_release);
    m_more.tell();
}

void Body::fail() {
    m_state.store(State::failed, std::memory_order_release);
    m_more.tell();
}

void Body::forget() {
    m_kept.store(false);
    {
        const std::lock_guard lock(m_mutex);
        m_first.reset();
    }
    m_read.tell();
    m_more.tell();
}

event::Task<> Body::room(TimePoint deadline) {
    for (;;) {
        const uint64_t seen = m_read.now();
        if (m_kept.load() || m_readers.load() == 0 || memoryBytes() <= mostLag) co_return;
        const bool told = co_await m_read.after(seen, deadline);
        if (!told) co_return;
    }
}

std::shared_ptr<Body::Block> Body::first() const {
    const std::lock_guard lock(m_mutex);
    return m_first;
}

Body::Reader::Reader(std::shared_ptr<Body> body) : m_body(std::move(body)) {
    m_body->m_readers.fetch_add(1);
    m_block = m_body->first();
}

Body::Reader::~Reader() {
    m_block.reset();
    m_body->m_readers.fetch_sub(1);
    if (!m_body->m_kept.load()) m_body->m_read.tell();
}

std::string_view Body::Reader::next() {
    for (;;) {
        const size_t used = m_block->used.load(std::memory_order_acquire);
        if (used > m_inBlock) {
            const size_t from = m_inBlock;
            const auto skipped = static_cast<size_t>(std::min<uint64_t>(m_skip, used - from));
            m_inBlock = used;
            m_position += used - from;
            m_skip -= skipped;
            if (used - from > skipped) {
                return {m_block->data.get() + from + skipped, used - from - skipped};
            }
            continue;
        }
        // What was written to the block before its successor came has been seen by then.
        if (!m_block->hasNext.load(std::memory_order_acquire)) return {};
        if (m_block->used.load(std::memory_order_acquire) > m_inBlock) continue;
        m_block = std::shared_ptr<Block>(m_block->next);
        m_inBlock = 0;
        if (!m_body->m_kept.load(std::memory_order_relaxed)) m_body->m_read.tell();
    }
}

bool Body::Reader::ended() const {
    const State state = m_body->state();
    if (state == State::failed) return true;
    return state == State::complete && m_position == m_body->size();
}

event::Task<bool> Body::Reader::wait(TimePoint deadline) {
    const uint64_t seen = m_body->m_more.now();
    if (m_body->size() > m_position || m_body->state() != State::growing) co_return true;
    const bool told = co_await m_body->m_more.after(seen, deadline);
    co_return told;
}

event::Task<bool> Body::Reader::reach(uint64_t bytes, TimePoint deadline) {
    for (;;) {
        const uint64_t seen = m_body->m_more.now();
        if (m_body->size() > bytes) co_return true;
        if (m_body->state() != State::growing || !m_body->kept()) co_return false;
        const bool told = co_await m_body->m_more.after(seen, deadline);
        if (!told) co_return false;
    }
}

}  // namespace sluice::cache
