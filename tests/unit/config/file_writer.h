#pragma once

#include <initializer_list>
#include <random>
#include <string>
#include <vector>

namespace sluice::config {

/// Writes random configurations that all say the same: pools "a b" and "c", each with the servers
/// "one" and "zwei", whose weights may be left out.
class FileWriter {
public:
    explicit FileWriter(unsigned seed) : m_random(seed) {}

    std::string write();

private:
    template <class T>
    T pick(std::initializer_list<T> choices) {
        return *(choices.begin() + m_random() % choices.size());
    }
    std::string space() { return pick<std::string>({"", " ", "  ", "\t"}); }
    std::string indent() { return pick<std::string>({"", "", "  ", "\t", "      "}); }
    std::string comment();
    std::string noise();
    std::string key(const std::string& name);
    std::string text(const std::string& value);
    std::string weight();
    std::vector<std::string> pairs(const std::string& name);
    std::string inlineServer(const std::string& name);
    std::string tableServer(const std::string& pool, const std::string& name);
    std::string pool(const std::string& name);
    std::string routes();

    std::mt19937 m_random;
    std::string m_newline;
};

}  // namespace sluice::config
