#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cache/contents.h"
#include "cache/explain.h"
#include "cache/store.h"

namespace sluice::cache {

/// What the cache makes of a request, and what it made of the last answer to it, for a person who
/// asks why.
struct Explanation {
    enum class State : uint8_t {
        stored,     ///< there is an answer for this request
        notStored,  ///< the last answer was not stored
        unknown,    ///< nothing is stored, and no answer was seen lately
        noCache,    ///< the cache takes no part: there is none, or the route goes without
        noRoute,
    };
    using Fields = std::vector<std::pair<std::string, std::string>>;

    State state = State::unknown;
    std::string key;               ///< the URL as it is stored under
    std::string route;             ///< the one that takes the request; empty: none
    std::string summary;           ///< a sentence
    std::vector<Step> lookup;      ///< why the request is answered from the cache, or is not
    std::vector<Step> storing;     ///< why the answer was stored, or was not
    int status = 0;                ///< of the answer; 0: none is known
    Fields answer;                 ///< of its fields, those that the rules look at
    Seconds age{0};                ///< of what is stored; else since the answer was seen
    Seconds lifetime{0};           ///< of what is stored
    Seconds freshFor{0};           ///< the same
    std::optional<Reason> reason;  ///< of what is stored
};

/// "stored", "not-stored", "unknown", "no-cache", "no-route"
std::string_view nameOf(Explanation::State state);

/// As what is stored and known stands. The route is for the caller to say, and `upstream`, for
/// keyFor().
Explanation explain(const Store& store, const http::RequestHead& request, WallTime now,
                    const Options& options, std::string_view upstream = {});
/// Of an answer that was seen but is not stored.
void explainRefusal(Explanation& explanation, const Refusal& refusal, WallTime now,
                    const Options& options);

}  // namespace sluice::cache
