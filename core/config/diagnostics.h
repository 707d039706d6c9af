#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "config/loader.h"
#include "config/places.h"

namespace sluice::config {

/// Collects what is wrong with a file and knows the place of every key that was read, so that later
/// checks can speak of "pools.api.strategy" alone.
class Diagnostics {
public:
    static constexpr size_t maxProblems = 50;

    explicit Diagnostics(std::string file) : m_file(std::move(file)) {}

    void remember(const std::string& path, Place place) { m_places.remember(path, place); }
    bool knows(const std::string& path) const { return m_places.knows(path); }
    const Places& places() const { return m_places; }
    /// At the place of `path`, or of the nearest table around it that has one.
    void error(const std::string& path, std::string_view message);
    void errorAt(Place place, std::string message);
    void warning(const std::string& path, std::string_view message);
    /// What is as it should be, and worth knowing.
    void note(const std::string& path, std::string_view message);

    bool failed() const { return !m_errors.empty(); }
    /// At most maxProblems each, in the order of the file.
    std::vector<Problem> errors() const { return sorted(m_errors); }
    std::vector<Problem> warnings() const { return sorted(m_warnings); }
    std::vector<Problem> notes() const { return sorted(m_notes); }

private:
    void add(std::vector<Problem>& problems, Place place, std::string_view message) const;
    static std::vector<Problem> sorted(std::vector<Problem> problems);

    std::string m_file;
    Places m_places;
    std::vector<Problem> m_errors;
    std::vector<Problem> m_warnings;
    std::vector<Problem> m_notes;
};

/// "parent.key", the key in quotes where TOML needs them; "key" without a parent.
std::string joinPath(std::string_view parent, std::string_view key);

}  // namespace sluice::config
