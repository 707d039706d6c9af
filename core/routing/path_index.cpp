#include "routing/path_index.h"

namespace sluice::routing {

void PathIndex::addRegex(const PathRegex& regex, size_t number) {
    m_regexes.push_back(regex);
    m_numbers.push_back(number);
}

void PathIndex::compile() {
    if (m_regexes.size() > 1) m_set = RegexSet(m_regexes);
}

size_t PathIndex::matchedOneByOne() const {
    return m_regexes.size() > 1 && m_set.empty() ? m_regexes.size() : 0;
}

}  // namespace sluice::routing
