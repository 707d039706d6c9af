#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sluice {

uint64_t hashOf(std::string_view text) {
    return XXH3_64bits(text.data(), text.size());
}

}  // namespace sluice
