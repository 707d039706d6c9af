#include "event/frame_pool.h"

#include <array>
#include <new>
#include <vector>

namespace sluice::event {

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr size_t largestKept = 0;
#else
constexpr size_t largestKept = 2048;
#endif
constexpr size_t step = 64;
constexpr size_t mostKept = 8 * 1024 * 1024;

/// Set when a thread's blocks are given back at its end: what is freed after that is not kept.
thread_local bool closed = false;

thread_local metrics::MemoryUse* counted = nullptr;

/// The blocks of one thread, by size in steps of 64 bytes. Lists beside the blocks, not in them: a
/// block that was left long ago is far from the processor's cache, and reading it would wait.
struct Shelves {
    std::array<std::vector<void*>, largestKept / step + 1> all;
    size_t keptBytes = 0;

    ~Shelves() {
        closed = true;
        for (const auto& shelf : all) {
            for (void* const block : shelf)
                ::operator delete(block);
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
    const bool none = bytes > largestKept || closed || shelves.all[index].empty();
    if (counted) counted->take(none);
    if (none) return ::operator new(index* step);
    auto& shelf = shelves.all[index];
    void* const block = shelf.back();
    shelf.pop_back();
    shelves.keptBytes -= index * step;
    return block;
}

void FramePool::release(void* frame, size_t bytes) noexcept {
    const size_t index = shelfFor(bytes);
    if (counted) counted->giveBack();
    if (bytes > largestKept || closed || shelves.keptBytes + index * step > mostKept) {
        ::operator delete(frame);
        return;
    }
    shelves.all[index].push_back(frame);
    shelves.keptBytes += index * step;
}

void FramePool::countIn(metrics::MemoryUse* use) {
    counted = use;
}

}  // namespace sluice::event
