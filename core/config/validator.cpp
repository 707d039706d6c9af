#include "config/validator.h"

#include <algorithm>

#include "routing/regex_set.h"
#include "routing/route_table.h"

namespace sluice::config {

namespace {

constexpr size_t kLongestName = 128;
/// Of a token that anybody may guess at.
constexpr size_t kShortestToken = 16;

bool isAnyAddress(const Endpoint& endpoint) {
    return endpoint.host == "0.0.0.0" || endpoint.host == "::";
}

bool collide(const Endpoint& a, const Endpoint& b) {
    if (a.port != b.port || a.port == 0) return false;
    return a.host == b.host || isAnyAddress(a) || isAnyAddress(b);
}

std::string mebibytes(uint64_t bytes) {
    constexpr uint64_t mebibyte = 1024 * 1024;
    return std::to_string((bytes + mebibyte - 1) / mebibyte) + " MiB";
}

void validateListen(const listener::Options& listen, Diagnostics& diagnostics) {
    if (listen.maxTargetBytes > listen.maxHeaderBytes) {
        diagnostics.error("listen.max_target_bytes",
                          "is more than listen.max_header_bytes, which holds the target too");
    }
}

void validateAdmin(const Model& model, Diagnostics& diagnostics) {
    const AdminOptions& admin = model.admin;
    if (!admin.enabled) return;
    if (collide(admin.address, model.listen.address)) {
        const bool inAdmin = diagnostics.knows("admin.address");
        diagnostics.error(inAdmin ? "admin.address" : "listen.address",
                          inAdmin ? "the port is taken by listen.address; use another"
                                  : "the port is taken by admin.address; use another");
    }
    if (!admin.address.isLoopback() && admin.token.empty()) {
        diagnostics.error("admin.address",
                          admin.address.toString() +
                              " can be reached from other machines: set admin.token, or use a "
                              "loopback address such as \"127.0.0.1:8081\"");
    }
    const bool isShort = !admin.token.empty() && admin.token.size() < kShortestToken;
    if (!admin.address.isLoopback() && isShort) {
        diagnostics.error(
            "admin.token",
            "has " + std::to_string(admin.token.size()) +
                " characters: where other machines reach admin.address, it must have " +
                std::to_string(kShortestToken) + " at least, such as openssl rand -hex 16 makes");
    }
    const bool isVisible = std::all_of(admin.token.begin(), admin.token.end(),
                                       [](char c) { return c > ' ' && c < 0x7f; });
    if (!isVisible) {
        diagnostics.error("admin.token", "has characters other than visible ASCII ones");
    }
}

void validateBatch(const Model& model, Diagnostics& diagnostics) {
    if (!model.batch) return;
    const std::string& path = model.batch->path;
    const bool isPath = path.starts_with('/') && std::all_of(path.begin(), path.end(), [](char c) {
                            return c > ' ' && c < 0x7f && c != '?' && c != '#';
                        });
    if (!isPath) diagnostics.error("batch.path", "is no path; expected one such as \"/batch\"");
    const uint64_t kept = model.batch->mostMemory();
    diagnostics.note("batch",
                     "batches may take " + mebibytes(kept + kept / 2) +
                         " of memory together: max_batches times max_body_bytes and "
                         "max_response_bytes, and half of that for what the allocator adds");
}

void noteSlowRegexes(const Model& model, Diagnostics& diagnostics) {
    const auto table = routing::RouteTable::build(model.routes);
    const size_t slow = table ? table->regexesOneByOne() : 0;
    if (slow == 0) return;
    diagnostics.note("routes", "the " + std::to_string(slow) +
                                   " path regexes of one host are matched one by one for each "
                                   "request, as together they need more than " +
                                   mebibytes(routing::RegexSet::kMostMemory) +
                                   ": repeat less in them, such as {1000}");
}

void warnOfUnusedPools(const Model& model, Diagnostics& diagnostics) {
    for (const upstream::PoolOptions& pool : model.pools) {
        const bool used =
            std::any_of(model.routes.begin(), model.routes.end(),
                        [&](const routing::Route& route) { return route.pool == pool.name; });
        if (!used) diagnostics.warning(joinPath("pools", pool.name), "no route uses this pool");
    }
}

}  // namespace

void validate(const Model& model, Diagnostics& diagnostics) {
    validateListen(model.listen, diagnostics);
    validateAdmin(model, diagnostics);
    for (const upstream::PoolOptions& pool : model.pools)
        validatePool(pool, diagnostics);
    validateRoutes(model, diagnostics);
    validateCache(model, diagnostics);
    validateBatch(model, diagnostics);
    if (model.routes.empty()) {
        diagnostics.warning("routes", "there are none: every request is answered 404");
    }
    noteSlowRegexes(model, diagnostics);
    warnOfUnusedPools(model, diagnostics);
    warnOfDoubtful(model, diagnostics);
    warnOfMissedGuards(model, diagnostics);
}

bool isUsableName(std::string_view name) {
    return !name.empty() && name.size() <= kLongestName &&
           std::none_of(name.begin(), name.end(),
                        [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

}  // namespace sluice::config
