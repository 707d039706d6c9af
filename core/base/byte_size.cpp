#include "base/byte_size.h"

#include <array>

#include "base/quantity.h"

namespace sluice {

namespace {

constexpr uint64_t kKiB = 1024;
constexpr std::array<Unit, 5> kBinary{{{"B", 1},
                                       {"KiB", kKiB},
                                       {"MiB", kKiB* kKiB},
                                       {"GiB", kKiB* kKiB* kKiB},
                                       {"TiB", kKiB* kKiB* kKiB* kKiB}}};
constexpr std::array<Unit, 10> kAll{{kBinary[0],
                                     {"", 1},
                                     {"KB", 1'000},
                                     kBinary[1],
                                     {"MB", 1'000'000},
                                     kBinary[2],
                                     {"GB", 1'000'000'000},
                                     kBinary[3],
                                     {"TB", 1'000'000'000'000},
                                     kBinary[4]}};
constexpr uint64_t kLargest = uint64_t{1} << 53;  // what a double, and so JSON, holds exactly

}  // namespace

Result<uint64_t> parseByteSize(std::string_view text) {
    return parseQuantity(text, {"a size", "512B, 32KiB or 64MiB", kAll, kLargest, "8192TiB"});
}

std::string formatByteSize(uint64_t bytes) {
    return bytes == 0 ? "0B" : formatQuantity(bytes, kBinary);
}

}  // namespace sluice
