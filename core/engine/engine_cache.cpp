#include "engine/engine_state.h"
#include "gateway/cache_explanation.h"

/// What the engine tells of its cache, and changes of it while it runs.
namespace sluice::engine {

namespace {

constexpr auto noCache = "there is no cache: the configuration has no [cache]";

}  // namespace

void Engine::purgeCache(const cache::PurgePattern& pattern,
                        std::function<void(Result<cache::Purged>)> done) {
    if (!m_state) return done(failure(notRunning));
    m_state->cache.purge(pattern, [this, done = std::move(done)](Result<cache::Purged> purged) {
        publishSoon();
        done(std::move(purged));
    });
}

Result<cache::Options> Engine::cacheOptions() const {
    if (!m_state) return failure(notRunning);
    const cache::Options* options = m_state->cacheTuning.effective();
    if (!options) return failure(noCache);
    return *options;
}

const cache::Options* Engine::configuredCache() const {
    return m_state ? m_state->cacheTuning.configured() : nullptr;
}

Result<> Engine::tuneCache(const cache::Options& wanted) {
    if (!m_state) return failure(notRunning);
    const auto done = m_state->cacheTuning.apply(wanted);
    if (done) publishSoon();
    return done;
}

Result<> Engine::startCache() {
    if (!m_state) return failure(notRunning);
    const auto done = m_state->cacheTuning.start();
    if (!done) return done;
    m_state->cache.apply(m_state->data.configuration());
    publishSoon();
    return {};
}

void Engine::listCache(const cache::ContentsQuery& query,
                       std::function<void(Result<cache::Contents>)> done) {
    const auto options = cacheOptions();
    if (!options) return done(tl::unexpected(options.error()));
    const auto& store = m_state->data.configuration().cacheStore;
    m_state->survey.ask({store, query, *options, std::move(done)});
}

Result<cache::Explanation> Engine::explainCaching(const cache::Question& question) const {
    if (!m_state) return failure(notRunning);
    const auto request = probeRequest(question, m_state->data.address().toString());
    if (!request) return tl::unexpected(request.error());
    return gateway::explainCaching(m_state->data.configuration(), *request, cache::wallNow());
}

void Engine::askAndExplain(const cache::Question& question,
                           std::function<void(Result<cache::Explanation>)> done) {
    if (!m_state) return done(failure(notRunning));
    auto request = probeRequest(question, m_state->data.address().toString());
    if (!request) return done(tl::unexpected(request.error()));
    const auto answered = [this, asked = *request, done](const Result<http::ResponseHead>& head) {
        if (!head) return done(tl::unexpected(head.error()));
        done(
            gateway::explainCaching(m_state->data.configuration(), asked, *head, cache::wallNow()));
    };
    const auto begun = m_state->probe.ask(m_state->data.address(), std::move(*request), answered);
    if (!begun) done(tl::unexpected(begun.error()));
}

}  // namespace sluice::engine
