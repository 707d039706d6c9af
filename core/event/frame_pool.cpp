#include "event/frame_pool.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

namespace sluice::event {

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr size_t largestKept = 0;
#else
constexpr size_t largestKept = 4096;
#endif
constexpr size_t step = 64;
constexpr size_t mostKept = 16 * 1024 * 1024;

/// The blocks of one size. A list beside the blocks, not in them: a block that was left long ago is
/// far from the processor's cache, and reading it would wait.
struct Shelf {
    void** blocks = nullptr;
    uint32_t count = 0;
    uint32_t room = 0;
};

/// By size in steps of 64 bytes. Without constructor and destructor, which every access to what is
/// of a thread would ask for: Keeper cleans up.
constinit thread_local std::array<Shelf, largestKept / step + 1> shelves{};
constinit thread_local size_t roomBytes = 0;  // of the blocks that the shelves have room for
constinit thread_local bool closed = false;   // at the thread's end: what is freed now is not kept
constinit thread_local metrics::MemoryUse* counted = nullptr;

constexpr size_t shelfFor(size_t bytes) {
    return (bytes + step - 1) / step;
}

/// Frees what the thread's shelves hold at its end.
struct Keeper {
    bool began = false;

    ~Keeper() {
        closed = true;
        for (Shelf& shelf : shelves) {
            std::for_each_n(shelf.blocks, shelf.count,
                            [](void* block) { ::operator delete(block); });
            delete[] shelf.blocks;
            shelf = {};
        }
    }
};

thread_local Keeper keeper;

/// Whether there is room for another block now.
bool makeRoom(Shelf& shelf, size_t blockBytes) {
    const uint32_t room = std::max<uint32_t>(16, 2 * shelf.room);
    const size_t more = (room - shelf.room) * blockBytes;
    if (closed || roomBytes + more > mostKept) return false;
    keeper.began = true;
    auto** const blocks = new (std::nothrow) void*[room];
    if (!blocks) return false;
    std::copy_n(shelf.blocks, shelf.count, blocks);
    delete[] shelf.blocks;
    shelf.blocks = blocks;
    shelf.room = room;
    roomBytes += more;
    return true;
}

}  // namespace

void* FramePool::allocate(size_t bytes) {
    const size_t index = shelfFor(bytes);
    const bool none = bytes > largestKept || shelves[index].count == 0;
    if (counted) counted->take(none);
    if (none) return ::operator new(index* step);
    Shelf& shelf = shelves[index];
    return shelf.blocks[--shelf.count];
}

void FramePool::release(void* frame, size_t bytes) noexcept {
    const size_t index = shelfFor(bytes);
    if (counted) counted->giveBack();
    if (bytes > largestKept) return ::operator delete(frame);
    Shelf& shelf = shelves[index];
    if (shelf.count == shelf.room && !makeRoom(shelf, index * step)) {
        return ::operator delete(frame);
    }
    shelf.blocks[shelf.count++] = frame;
}

void FramePool::countIn(metrics::MemoryUse* use) {
    counted = use;
}

}  // namespace sluice::event
