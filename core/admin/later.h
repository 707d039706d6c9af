#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "base/result.h"
#include "event/notification.h"
#include "event/task.h"

namespace sluice::admin {

/// What `start` gives to the function that it is called with, if that is within half a minute. The
/// client may be gone before: that function may be called all the same. Control thread.
template <class Value, class Start>
event::Task<Result<Value>> later(Start start) {
    struct Answer {
        event::Notification given;
        Result<Value> value = failure("the gateway gave no answer in time");
    };
    const auto answer = std::make_shared<Answer>();
    start([answer](Result<Value> value) {
        answer->value = std::move(value);
        answer->given.notify();
    });
    co_await answer->given.wait(Clock::now() + std::chrono::seconds(30));
    co_return std::move(answer->value);
}

}  // namespace sluice::admin
