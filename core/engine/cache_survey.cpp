#include "engine/cache_survey.h"

#include <utility>

namespace sluice::engine {

void CacheSurvey::ask(Question question) {
    if (m_run.waiting() >= mostWaiting) {
        question.done(failure("too many are asking what is in the cache; try again in a second"));
        return;
    }
    const auto asked = std::make_shared<const Question>(std::move(question));
    const auto contents = std::make_shared<cache::Contents>();
    m_run.add(
        [asked, contents](const std::stop_token& stop) {
            *contents = cache::contentsOf(asked->store->memory, asked->query, asked->options,
                                          cache::wallNow(), stop);
        },
        [asked, contents] { asked->done(std::move(*contents)); });
}

}  // namespace sluice::engine
