#pragma once

#include <cstdint>

namespace sluice {

/// Fast random numbers for choices that need no secrecy: splitmix64 (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014). Not thread-safe.
class Random {
public:
    explicit Random(uint64_t seed) : m_state(seed) {}

    uint64_t next() {
        m_state += 0x9e3779b97f4a7c15;
        return mixed(m_state);
    }
    /// 0 to below 1.
    double unit() { return unitOf(next()); }

    /// The upper bits of `value` as a number from 0 to below 1.
    static double unitOf(uint64_t value) { return static_cast<double>(value >> 11) * 0x1.0p-53; }

    /// Every bit of the result depends on every bit of `value`.
    static uint64_t mixed(uint64_t value) {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

private:
    uint64_t m_state;
};

}  // namespace sluice
