#include "gateway/cache_explanation.h"

#include "cache/key.h"

namespace sluice::gateway {

namespace {

using State = cache::Explanation::State;

cache::Explanation without(const http::RequestHead& request, State state, std::string summary) {
    cache::Explanation explanation;
    explanation.state = state;
    explanation.key = cache::keyFor(request);
    explanation.summary = std::move(summary);
    return explanation;
}

}  // namespace

cache::Explanation explainCaching(const Configuration& configuration,
                                  const http::RequestHead& request, cache::WallTime now) {
    const auto index = configuration.routes.match(request);
    if (!index) return without(request, State::noRoute, "No route takes this request.");
    const routing::Route& route = configuration.routes.routes()[*index];
    cache::Explanation explanation;
    if (!configuration.cacheOptions) {
        explanation = without(request, State::noCache,
                              "There is no cache: the configuration has no [cache].");
    } else if (!route.cache) {
        explanation =
            without(request, State::noCache, "The route " + route.name + " says cache = false.");
    } else {
        explanation = explain(*configuration.cacheStore, request, now, *configuration.cacheOptions,
                              configuration.targets[*index].upstream);
    }
    explanation.route = route.name;
    return explanation;
}

cache::Explanation explainCaching(const Configuration& configuration,
                                  const http::RequestHead& request,
                                  const http::ResponseHead& answer, cache::WallTime now) {
    cache::Explanation explanation = explainCaching(configuration, request, now);
    if (explanation.state != State::unknown) return explanation;
    cache::Refusal refusal =
        cache::refusalOf(explanation.key, request, answer, *configuration.cacheOptions);
    refusal.requested = refusal.received = now;
    explainRefusal(explanation, refusal, now, *configuration.cacheOptions);
    return explanation;
}

}  // namespace sluice::gateway
