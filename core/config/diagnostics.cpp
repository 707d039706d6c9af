#include "config/diagnostics.h"

#include <algorithm>
#include <tuple>

namespace sluice::config {

void Diagnostics::error(const std::string& path, std::string_view message) {
    add(m_errors, m_places.of(path), path + ": " + std::string(message));
}

void Diagnostics::errorAt(Place place, std::string message) {
    add(m_errors, place, message);
}

void Diagnostics::warning(const std::string& path, std::string_view message) {
    add(m_warnings, m_places.of(path), path + ": " + std::string(message));
}

void Diagnostics::note(const std::string& path, std::string_view message) {
    add(m_notes, m_places.of(path), path + ": " + std::string(message));
}

void Diagnostics::add(std::vector<Problem>& problems, Place place, std::string_view message) const {
    if (problems.size() >= maxProblems) return;
    problems.push_back({m_file, place.line, place.column, withoutControls(message)});
}

std::vector<Problem> Diagnostics::sorted(std::vector<Problem> problems) {
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
    return problems;
}

std::string joinPath(std::string_view parent, std::string_view key) {
    const bool isBare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    const std::string written = isBare ? std::string(key) : inQuotes(key);
    return parent.empty() ? written : std::string(parent) + '.' + written;
}

}  // namespace sluice::config
