#include "routing/prefix_tree.h"

#include <algorithm>

namespace sluice::routing {

void PrefixTree::add(std::string_view prefix, size_t number) {
    size_t at = 0;
    while (!prefix.empty()) {
        prefix.remove_prefix(1);
        const std::string_view segment = prefix.substr(0, prefix.find('/'));
        const auto [child, isNew] =
            m_nodes[at].children.try_emplace(std::string(segment), m_nodes.size());
        const size_t next = child->second;
        if (isNew) m_nodes.emplace_back().shorter = at;
        at = next;
        prefix.remove_prefix(segment.size());
    }
    m_nodes[at].numbers.push_back(number);
}

size_t PrefixTree::longest(std::string_view path) const {
    size_t at = 0;
    while (!m_nodes[at].children.empty() && path.starts_with('/')) {
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        const std::string_view segment = path.substr(0, path.find('/'));
        const auto child = m_nodes[at].children.find(segment);
        if (segment.empty() || child == m_nodes[at].children.end()) break;
        at = child->second;
        path.remove_prefix(segment.size());
    }
    return at;
}

}  // namespace sluice::routing
