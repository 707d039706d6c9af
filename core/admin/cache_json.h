#pragma once

#include <string>

#include "cache/explanation.h"
#include "metrics/snapshot.h"

namespace sluice::admin {

/// {enabled capacity_bytes used_bytes entries insertions evictions default_ttl_s rules
/// [{path_prefix ttl_s override_origin store_set_cookie saved}] hit_rate outcomes {…} redis {url
/// state why p50_ms p99_ms breaks hits misses errors timeouts unavailable stored}}; without a
/// cache, {enabled} alone. `saved`: the file says the same. hit_rate is of the last 10 s, outcomes
/// are the counts of metrics::CacheOutcome.
std::string cacheToJson(const metrics::Snapshot& snapshot);

/// {entries bytes matching urls [{url route content_type status variants bytes hits age_s
/// lifetime_s fresh_for_s no_cache rule why}] content_types [PART] routes [PART]} where a PART is
/// {name bytes entries}; the largest PARTs first, the last of which may be "others".
std::string toJson(const cache::Contents& contents);

/// {url state route summary lookup [STEP] storing [STEP] answer {status fields [[NAME, VALUE]]}
/// age_s lifetime_s fresh_for_s why} where a STEP is {text section decided}. answer is null where
/// none is known; what is about a stored answer is left out where there is none.
std::string toJson(const cache::Explanation& explanation);

}  // namespace sluice::admin
