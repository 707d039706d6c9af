#include "cache/redis/refusal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::cache::redis {

namespace {

constexpr std::string_view kCluster =
    "it is a node of a Redis Cluster, which Sluice does not support: give the URL of a server "
    "without cluster mode, or of Sentinels";
constexpr std::string_view kReplica =
    "it is a replica, which takes no purges: give the URL of its master, or of the Sentinels";

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kMeanings{{
    {"MOVED", kCluster},
    {"ASK", kCluster},
    {"CROSSSLOT", kCluster},
    {"CLUSTERDOWN", kCluster},
    {"TRYAGAIN", kCluster},
    {"READONLY", kReplica},
    {"MASTERDOWN", kReplica},
    {"OOM", "it is full: raise its maxmemory, or let it evict (maxmemory-policy allkeys-lru)"},
    {"MISCONF", "it cannot save to its disk and refuses writes: see its log"},
    {"NOREPLICAS", "it has too few replicas (min-replicas-to-write) and refuses writes"},
    {"NOPERM",
     "its user may do too little: Sluice needs the keys and the channel of its prefix, as in "
     "~sluice:* &sluice:* +@all"},
    {"LOADING", "it is reading its data from the disk"},
}};

}  // namespace

std::string explainedRefusal(std::string_view error) {
    const std::string answer = "it answers: " + std::string(error.substr(0, 200));
    const std::string_view word = error.substr(0, error.find(' '));
    const auto known = std::find_if(kMeanings.begin(), kMeanings.end(),
                                    [&](const auto& meaning) { return meaning.first == word; });
    if (known == kMeanings.end()) return answer;
    return std::string(known->second) + " (" + answer + ")";
}

}  // namespace sluice::cache::redis
