#pragma once

#include <QJsonValue>
#include <string>
#include <string_view>

#include "http/parser_limits.h"
#include "http/request.h"
#include "listener/batch_options.h"

namespace sluice::gateway {

/// One request of a batch, or why it cannot be made.
struct BatchRequest {
    QJsonValue id;  ///< as given, text or a number; null if there is none
    http::RequestHead head;
    std::string body;
    std::string error;  ///< empty: it can be made
};

/// How the requests of a batch are read.
struct BatchRules {
    const listener::BatchOptions& options;
    http::ParserLimits limits;  ///< of each request's head
    std::string_view host;      ///< of requests that name no Host
};

/// From an object with `path` and, where wanted, `id`, `method` (GET), `headers` (name: value, or
/// name: [values]), `body` (text) or `body_base64`. The head is read by the parser that reads
/// clients' heads, so that nothing passes here that would not pass there. Pure.
BatchRequest readBatchRequest(const QJsonValue& item, const BatchRules& rules);

}  // namespace sluice::gateway
