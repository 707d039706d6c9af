#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sluice::routing {

/// Numbers of hosts as routes name them, found by the host of a request. Case does not matter. Once
/// it is filled, any thread may look something up.
class HostIndex {
public:
    static constexpr size_t kAnyHost = 0;

    /// The number of a requestHost(): one that it has, or the next.
    size_t addHost(const std::string& host);
    /// The same for what follows the "*" of a wildcard, with its dot.
    size_t addWildcard(const std::string& suffix);
    size_t size() const { return m_hosts.size() + m_wildcards.size() + 1; }

    /// What `visit` gives first that is something, for the numbers that a request's host has: the
    /// host itself, wildcards (longest first), any host.
    template <class Visit>
    std::optional<size_t> findMostSpecific(std::string_view host, Visit visit) const {
        if (!m_hosts.empty()) {
            const auto own = m_hosts.find(host);
            if (const auto found = own == m_hosts.end() ? std::nullopt : visit(own->second))
                return found;
        }
        for (size_t dot = firstDot(host); dot != host.npos; dot = host.find('.', dot + 1)) {
            const auto wildcard = m_wildcards.find(host.substr(dot));
            if (const auto found =
                    wildcard == m_wildcards.end() ? std::nullopt : visit(wildcard->second))
                return found;
        }
        return visit(kAnyHost);
    }

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view host) const;
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(std::string_view a, std::string_view b) const;
    };
    using Numbers = std::unordered_map<std::string, size_t, Hash, Equal>;

    /// Behind which a wildcard may lie, with a name before it.
    size_t firstDot(std::string_view host) const {
        if (m_wildcards.empty()) return host.npos;
        const size_t longest = std::min(m_longestWildcard, host.size());
        return host.find('.', std::max<size_t>(host.size() - longest, 1));
    }

    Numbers m_hosts;
    Numbers m_wildcards;
    size_t m_longestWildcard = 0;
};

}  // namespace sluice::routing
