#include "cache/storability.h"

#include <algorithm>

#include "cache/freshness.h"
#include "cache/plain_request.h"
#include "cache/storing_checks.h"

namespace sluice::cache {

namespace {

Storability judge(const StoringFacts& facts, bool isStored = false) {
    const auto checks = storingChecks();
    const auto decisive = std::find_if(checks.begin(), checks.end(), [&](const auto& check) {
        return !(isStored && check.isOfRequest) && check.forbids(facts);
    });
    return {decisive != checks.end() ? decisive->rule : allowingRule(facts.reuse.source)};
}

}  // namespace

Storability judge(const http::RequestHead& request, const http::ResponseHead& response,
                  const Reuse& reuse, const Options& options) {
    return judge(StoringFacts{request, response.status, response.fields, reuse, options,
                              requestDirectives(request.fields),
                              responseDirectives(response.fields)});
}

Storability judge(const http::RequestHead& request, const http::ResponseHead& response,
                  const Options& options, WallTime received) {
    return judge(request, response, reuseOf(request, response, received, received, options),
                 options);
}

bool isForOne(Rule rule, const http::RequestHead& request, const Options& options) {
    return rule == Rule::credentials || rule == Rule::setCookie || rule == Rule::notPlain ||
           !isPlain(request.fields, options);
}

Storability judge(const http::RequestHead& request, const StoredResponse& freshened,
                  const Options& options) {
    const StoringFacts facts{request,
                             freshened.status,
                             freshened.fields,
                             freshened.reuse,
                             options,
                             requestDirectives(request.fields),
                             responseDirectives(freshened.fields)};
    return judge(facts, true);
}

}  // namespace sluice::cache
