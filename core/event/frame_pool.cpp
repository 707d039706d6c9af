#include "event/frame_pool.h"

#include <array>
#include <new>

namespace sluice::event {

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr size_t largestKept = 0;
#else
constexpr size_t largestKept = 2048;
#endif
constexpr size_t step = 64;
constexpr size_t keptBytes = 64 * 1024;

struct Block {
    Block* next;
};

struct Shelf {
    Block* first = nullptr;
    size_t count = 0;
};

/// Set when a thread's blocks are given back at its end: what is freed after that is not kept.
thread_local bool closed = false;

/// The blocks of one thread, by size in steps of 64 bytes.
struct Shelves {
    std::array<Shelf, largestKept / step + 1> all;

    ~Shelves() {
        closed = true;
        for (Shelf& shelf : all) {
            while (Block* const block = shelf.first) {
                shelf.first = block->next;
                ::operator delete(block);
            }
        }
    }
};

thread_local Shelves shelves;

constexpr size_t shelfFor(size_t bytes) {
    return (bytes + step - 1) / step;
}

}  // namespace

void* FramePool::allocate(size_t bytes) {
    const size_t index = shelfFor(bytes);
    if (bytes > largestKept || closed) return ::operator new(index* step);
    Shelf& shelf = shelves.all[index];
    Block* const block = shelf.first;
    if (!block) return ::operator new(index* step);
    shelf.first = block->next;
    --shelf.count;
    return block;
}

void FramePool::release(void* frame, size_t bytes) noexcept {
    const size_t index = shelfFor(bytes);
    if (bytes > largestKept || closed || shelves.all[index].count * index * step >= keptBytes) {
        ::operator delete(frame);
        return;
    }
    Shelf& shelf = shelves.all[index];
    shelf.first = new (frame) Block{shelf.first};
    ++shelf.count;
}

}  // namespace sluice::event
