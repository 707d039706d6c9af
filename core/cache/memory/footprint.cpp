#include "cache/memory/footprint.h"

#include <algorithm>

#include "cache/body.h"
#include "cache/memory/entry.h"

namespace sluice::cache {

namespace {

/// What glibc takes for so many bytes: a head of 8, and multiples of 16.
constexpr uint64_t allocated(uint64_t bytes) {
    return bytes == 0 ? 0 : std::max<uint64_t>(32, (bytes + 8 + 15) / 16 * 16);
}

constexpr uint64_t controlBlock = 16;
constexpr uint64_t pointer = sizeof(void*);

/// Its node and two buckets of the table, and its node and place among the ghosts when it is gone.
constexpr uint64_t tableShare = allocated(5 * pointer) + 2 * pointer;
constexpr uint64_t ghostShare = allocated(3 * pointer) + 3 * pointer;
constexpr uint64_t entryShare =
    allocated(sizeof(Entry)) + tableShare + ghostShare + allocated(controlBlock + sizeof(Variants));

uint64_t textOf(const std::string& text) {
    return text.capacity() < sizeof(std::string) / 2 ? 0 : allocated(text.capacity() + 1);
}

uint64_t textsOf(const std::vector<std::string>& list) {
    uint64_t bytes = allocated(list.capacity() * sizeof(std::string));
    for (const std::string& text : list)
        bytes += textOf(text);
    return bytes;
}

uint64_t footprintOf(const http::HeaderMap& fields) {
    return fields.empty() ? 0 : fields.memoryBytes() + 2 * allocated(1);
}

uint64_t footprintOf(const Body& body) {
    const bool complete = body.state() == Body::State::complete;
    return allocated(controlBlock + sizeof(Body)) + allocated(controlBlock + pointer) +
           body.memoryBytes() + (complete ? footprintOf(body.trailers()) : 0);
}

}  // namespace

uint64_t footprintOf(const StoredResponse& response) {
    uint64_t bytes = allocated(controlBlock + sizeof(StoredResponse)) + textOf(response.reason) +
                     textOf(response.route) + textsOf(response.varyNames) + textsOf(response.tags);
    bytes += footprintOf(response.fields) +
             allocated(response.selecting.capacity() * 2 * sizeof(std::string));
    for (const auto& [name, value] : response.selecting)
        bytes += textOf(name) + textOf(value);
    return bytes + (response.body ? footprintOf(*response.body) : 0);
}

uint64_t footprintOf(std::string_view key, const Variants& variants) {
    uint64_t bytes = entryShare + allocated(key.size() + 1);
    bytes += allocated(variants.list.capacity() * sizeof(StoredResponsePtr));
    for (const auto& response : variants.list)
        bytes += footprintOf(*response);
    return bytes;
}

}  // namespace sluice::cache
