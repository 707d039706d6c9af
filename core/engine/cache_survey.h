#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "cache/contents.h"
#include "cache/store.h"
#include "engine/background_run.h"

namespace sluice::engine {

/// Lists what is in the cache's memory, which takes seconds for a million entries: on a thread of
/// its own, one question after the other. Members are for the control thread.
class CacheSurvey {
public:
    using Done = std::function<void(Result<cache::Contents>)>;
    struct Question {
        std::shared_ptr<const cache::Store> store;
        cache::ContentsQuery query;
        cache::Options options;
        Done done;
    };
    static constexpr size_t mostWaiting = 16;

    /// `done` is called once, from the event loop, or not any more once this is destroyed; at once
    /// and with an error if too many wait already.
    void ask(Question question);

private:
    BackgroundRun m_run{"sluice-contents"};
};

}  // namespace sluice::engine
