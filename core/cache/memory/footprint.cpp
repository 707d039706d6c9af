#include "cache/memory/footprint.h"

#include "cache/body.h"
#include "cache/memory/entry.h"

namespace sluice::cache {

namespace {

/// The table's node and bucket, the two control blocks and the ghost that remains.
constexpr uint64_t entryOverhead = sizeof(Entry) + sizeof(Variants) + 192;
/// What the allocator adds to each of the parts, of which there are about a dozen.
constexpr uint64_t responseOverhead = sizeof(StoredResponse) + sizeof(Body) + 256;

uint64_t footprintOf(const StoredResponse& response) {
    uint64_t bytes = responseOverhead + response.reason.size() + response.route.size();
    bytes += response.fields.memoryBytes();
    for (const auto& [name, value] : response.selecting)
        bytes += 2 * sizeof(std::string) + name.size() + value.size() + 32;
    for (const std::string& name : response.varyNames)
        bytes += sizeof(std::string) + name.size() + 16;
    for (const std::string& tag : response.tags)
        bytes += sizeof(std::string) + tag.size() + 16;
    return bytes + (response.body ? response.body->memoryBytes() : 0);
}

}  // namespace

uint64_t footprintOf(std::string_view key, const Variants& variants) {
    uint64_t bytes = entryOverhead + key.size();
    for (const auto& response : variants.list)
        bytes += sizeof(StoredResponsePtr) + footprintOf(*response);
    return bytes;
}

}  // namespace sluice::cache
