#include "engine/cache_survey.h"

#include <utility>

namespace sluice::engine {

void CacheSurvey::ask(Question question) {
    if (m_waiting.size() == mostWaiting) {
        question.done(failure("too many are asking what is in the cache; try again in a second"));
        return;
    }
    m_waiting.push_back(std::move(question));
    next();
}

void CacheSurvey::next() {
    if (m_run.isBusy() || m_waiting.empty()) return;
    const auto question = std::make_shared<const Question>(std::move(m_waiting.front()));
    m_waiting.pop_front();
    const auto contents = std::make_shared<cache::Contents>();
    m_run.start(
        [question, contents](const std::stop_token& stop) {
            *contents = cache::contentsOf(question->store->memory, question->query,
                                          question->options, cache::wallNow(), stop);
        },
        [this, question, contents] {
            next();
            question->done(std::move(*contents));
        });
}

}  // namespace sluice::engine
