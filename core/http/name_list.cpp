#include "http/name_list.h"

#include <algorithm>
#include <utility>

namespace sluice::http {

NameList::NameList(std::vector<std::string> names) : m_names(std::move(names)) {
    for (const std::string& name : m_names)
        m_hashes |= HeaderMap::bitOf(name);
}

bool NameList::contains(std::string_view name) const {
    return std::any_of(m_names.begin(), m_names.end(),
                       [name](const std::string& own) { return equalNames(own, name); });
}

bool NameList::isFoundIn(const HeaderMap& fields) const {
    return std::any_of(m_names.begin(), m_names.end(),
                       [&](const std::string& name) { return fields.contains(name); });
}

}  // namespace sluice::http
