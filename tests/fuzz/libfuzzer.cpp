#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string violation = sluice::fuzz::check({reinterpret_cast<const char*>(data), size});
    if (violation.empty()) return 0;
    std::fprintf(stderr, "%s\n", violation.c_str());
    std::abort();
}
