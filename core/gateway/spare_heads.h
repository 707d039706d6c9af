#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace sluice::gateway {

/// The heads that an attempt sends and receives.
struct MessageHeads {
    http::RequestHead forwarded;
    http::ResponseHead response;
};

/// Heads that no attempt uses just now, empty, so that the next attempt allocates nothing. Belongs
/// to one worker; at most 1,024 are kept.
class SpareHeads {
public:
    static constexpr size_t mostKept = 1024;

    std::unique_ptr<MessageHeads> take() {
        if (m_spare.empty()) return std::make_unique<MessageHeads>();
        auto heads = std::move(m_spare.back());
        m_spare.pop_back();
        return heads;
    }
    void giveBack(std::unique_ptr<MessageHeads> heads) {
        heads->forwarded.clear();
        heads->response.clear();
        if (m_spare.size() < mostKept) m_spare.push_back(std::move(heads));
    }

private:
    std::vector<std::unique_ptr<MessageHeads>> m_spare;
};

}  // namespace sluice::gateway
