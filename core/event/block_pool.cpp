#include "event/block_pool.h"

#include <utility>
#include <vector>

namespace sluice::event {

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr size_t keptSmall = 0;  // so that it sees every use of a block that was given back
constexpr size_t keptLarge = 0;
#else
constexpr size_t keptSmall = 128;
constexpr size_t keptLarge = 32;
#endif

/// Set at a thread's end: buffers may outlive its shelves.
thread_local bool closed = false;

thread_local metrics::MemoryUse* counted = nullptr;

struct Shelf {
    size_t mostKept;
    std::vector<BlockPool::Block> blocks = {};

    ~Shelf() { closed = true; }
};

Shelf& shelfFor(size_t bytes) {
    thread_local Shelf smallBlocks{keptSmall};
    thread_local Shelf largeBlocks{keptLarge};
    return bytes == BlockPool::smallBytes ? smallBlocks : largeBlocks;
}

}  // namespace

BlockPool::Block BlockPool::take(size_t bytes) {
    if (closed) return Block(new char[bytes]);
    Shelf& shelf = shelfFor(bytes);
    const bool none = shelf.blocks.empty();
    if (counted) counted->take(none);
    if (none) return Block(new char[bytes]);
    Block block = std::move(shelf.blocks.back());
    shelf.blocks.pop_back();
    return block;
}

void BlockPool::giveBack(Block block, size_t bytes) {
    if (closed) return;
    if (counted) counted->giveBack();
    Shelf& shelf = shelfFor(bytes);
    if (shelf.blocks.size() < shelf.mostKept) shelf.blocks.push_back(std::move(block));
}

void BlockPool::countIn(metrics::MemoryUse* use) {
    counted = use;
}

}  // namespace sluice::event
