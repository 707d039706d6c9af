#include "routing/host_index.h"

#include "http/ascii.h"

namespace sluice::routing {

size_t HostIndex::addHost(const std::string& host) {
    return m_hosts.try_emplace(host, size()).first->second;
}

size_t HostIndex::addWildcard(const std::string& suffix) {
    m_longestWildcard = std::max(m_longestWildcard, suffix.size());
    return m_wildcards.try_emplace(suffix, size()).first->second;
}

size_t HostIndex::Hash::operator()(std::string_view host) const {
    size_t hash = 14695981039346656037U;  // FNV-1a
    for (const char c : host)
        hash = (hash ^ static_cast<unsigned char>(http::toLower(c))) * 1099511628211U;
    return hash;
}

bool HostIndex::Equal::operator()(std::string_view a, std::string_view b) const {
    return http::equalNames(a, b);
}

}  // namespace sluice::routing
