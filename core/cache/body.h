#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "event/broadcast.h"
#include "event/task.h"
#include "http/header_map.h"

namespace sluice::cache {

/// The body of a stored response, perhaps still on its way from the server. One writer, on its
/// worker; any number of readers on any worker, who see its bytes where they lie. A body that the
/// cache does not keep is freed block by block behind its last reader.
class Body {
    struct Block;

public:
    enum class State : uint8_t {
        growing,
        complete,
        failed,  ///< cut short: must never look complete
    };
    /// A block holds at most so much.
    static constexpr size_t blockBytes = 64 * 1024;
    /// What may lie between the writer and the last reader of a body that is not kept.
    static constexpr uint64_t mostLag = 1024 * 1024;

    /// `expected`: its length if that is known; spares memory, no promise.
    explicit Body(std::optional<uint64_t> expected = {});
    ~Body();
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

    /// One that is complete.
    static std::shared_ptr<Body> of(std::string_view whole, http::HeaderMap trailers = {});

    // For the writer.
    void append(std::string_view piece);
    void finish(const http::HeaderMap& trailers);
    void fail();
    /// Waits while a body that is not kept has too many bytes that a reader has yet to see; at once
    /// for one that is kept, and whenever nobody reads.
    event::Task<> room(TimePoint deadline);

    // For any thread.
    /// The cache does not keep it: no reader can begin from now on.
    void forget();
    bool kept() const { return m_kept.load(); }
    /// Whether anybody has use for more of it.
    bool wanted() const { return m_kept.load() || m_readers.load() > 0; }
    State state() const { return m_state.load(std::memory_order_acquire); }
    /// Of the whole: as expected, or once it is complete.
    std::optional<uint64_t> length() const {
        return state() == State::complete ? size() : m_expected;
    }
    uint64_t size() const { return m_size.load(std::memory_order_acquire); }  ///< so far
    const http::HeaderMap& trailers() const { return m_trailers; }  ///< once it is complete
    /// What it takes, blocks and all.
    uint64_t memoryBytes() const { return m_memory->load(std::memory_order_relaxed); }

    class Reader;

private:
    uint64_t rest(uint64_t taken) const;
    std::shared_ptr<Block> first() const;

    const std::optional<uint64_t> m_expected;
    // Blocks outlive the body in their readers' hands, and count themselves here.
    const std::shared_ptr<std::atomic<uint64_t>> m_memory;
    std::shared_ptr<Block> m_last;  // the writer's
    std::atomic<uint64_t> m_size = 0;
    std::atomic<State> m_state = State::growing;
    std::atomic<bool> m_kept = true;
    http::HeaderMap m_trailers;
    mutable std::mutex m_mutex;      // guards m_first
    std::shared_ptr<Block> m_first;  // null once it is forgotten
    mutable event::Broadcast m_more;
    std::atomic<int> m_readers = 0;
    event::Broadcast m_read;  // told by readers of a body that is not kept
};

/// Reads a body from its beginning. Belongs to one worker.
class Body::Reader {
public:
    explicit Reader(std::shared_ptr<Body> body);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Whether it could begin: the body was still kept.
    bool valid() const { return m_block != nullptr; }
    /// Leaves out the next bytes, which must have arrived, or will.
    void skip(uint64_t bytes) { m_skip += bytes; }
    /// The next piece that has arrived, valid until the next call; empty: none for now, or the end.
    std::string_view next();
    /// After an empty piece: whether the body is complete and read, or failed.
    bool ended() const;
    bool failed() const { return m_body->state() == State::failed; }
    /// Until there is more, or the end. False at the deadline.
    event::Task<bool> wait(TimePoint deadline);
    /// Until more than `bytes` of the body are there; nothing is read. False at the deadline, and
    /// where they will not come, or are not kept for one who does not read.
    event::Task<bool> reach(uint64_t bytes, TimePoint deadline);

private:
    std::shared_ptr<Body> m_body;
    std::shared_ptr<Block> m_block;
    size_t m_inBlock = 0;
    uint64_t m_position = 0;
    uint64_t m_skip = 0;
};

}  // namespace sluice::cache
