#pragma once

#include "http/request.h"
#include "http/response.h"

namespace sluice::listener {

/// Where interim answers (1xx) to a request go. Belongs to the worker of whoever asked.
class InterimSink {
public:
    /// For those that can tell their client.
    virtual void interim(const http::ResponseHead& head, const http::RequestHead& request) = 0;

protected:
    ~InterimSink() = default;
};

}  // namespace sluice::listener
