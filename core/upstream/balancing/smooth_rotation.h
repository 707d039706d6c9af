#pragma once

#include <optional>
#include <vector>

#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// Smooth turns in proportion to what each server may claim, as in nginx: a server that is due
/// often is chosen at even distances and not in bursts. At each choice every candidate earns its
/// claim in credit; the one with the most credit is chosen and pays what all earned.
class SmoothRotation {
public:
    explicit SmoothRotation(size_t servers) : m_claims(servers, 0.0), m_credits(servers, 0.0) {}

    /// To be filled before every next(), as claims may change at any time; 0: no candidate.
    std::vector<double>& claims() { return m_claims; }
    std::optional<size_t> next();

    /// Fills the claims by `claim(server)` and takes the next turn.
    template <class Claim>
    std::optional<size_t> next(const ServerList& servers, const Selection& selection, Claim claim) {
        for (size_t i = 0; i < servers.size(); ++i)
            m_claims[i] = selection.avoids(i) ? 0 : claim(*servers[i]);
        return next();
    }

private:
    void scaleCredits(double total);

    std::vector<double> m_claims;   // as read for this choice
    std::vector<double> m_credits;  // one for each server, in units of claims
    double m_total = 0;             // of the claims that the credits were earned under
};

}  // namespace sluice::upstream
