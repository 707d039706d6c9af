#pragma once

#include "cache/options.h"
#include "cache/rule.h"
#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// Whether a response may be stored (RFC 9111 section 3), and the rule that decided.
struct Storability {
    Rule rule = Rule::method;

    bool isStorable() const { return allows(rule); }
    explicit operator bool() const { return isStorable(); }
    const RuleText& text() const { return textOf(rule); }
};

/// `request`: with the Range and preconditions that the server was sent, which may be none of the
/// client's (see validatorsFor()). `reuse`: of the response, see reuseOf(). Its body must besides
/// turn out complete.
Storability judge(const http::RequestHead& request, const http::ResponseHead& response,
                  const Reuse& reuse, const Options& options);

/// The same, for a response that came just now.
Storability judge(const http::RequestHead& request, const http::ResponseHead& response,
                  const Options& options, WallTime received = wallNow());

/// Whether an answer that may not be stored by this rule says so of its own client alone, and
/// nothing of what is stored for others.
bool isForOne(Rule rule, const http::RequestHead& request, const Options& options);

/// Whether a response freshened by the answer to `request`, a GET or HEAD, may stay stored.
Storability judge(const http::RequestHead& request, const StoredResponse& freshened,
                  const Options& options);

}  // namespace sluice::cache
