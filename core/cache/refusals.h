#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "cache/options.h"
#include "cache/wall_time.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// An answer that was not stored, with what the rules look at, and no secret.
struct Refusal {
    enum class Cause : uint8_t { rule, size };

    std::string key;
    Cause cause = Cause::rule;    ///< size: larger than an entry may be
    http::RequestHead request;    ///< without values of credentials and unknown fields
    http::ResponseHead response;  ///< the fields that the rules look at
    WallTime requested{}, received{};
};

/// What was not stored lately, for people who ask why: some of it, as far as the room goes. A
/// place of the table takes one a second, so that a storm of them costs next to nothing. Any
/// thread.
class Refusals {
public:
    static constexpr size_t places = 512;

    /// Whether add() would keep it; costs a hash and a look.
    bool wants(std::string_view key, TimePoint now);
    void add(Refusal refusal);
    /// Null if it is not known.
    std::shared_ptr<const Refusal> find(std::string_view key) const;

private:
    struct Place {
        std::atomic<int64_t> second = -1;
        mutable std::mutex mutex;
        std::shared_ptr<const Refusal> refusal;  // under the mutex
    };

    std::array<Place, places> m_places;
};

/// The parts of both heads that the rules look at.
Refusal refusalOf(std::string_view key, const http::RequestHead& request,
                  const http::ResponseHead& response, const Options& options);

}  // namespace sluice::cache
