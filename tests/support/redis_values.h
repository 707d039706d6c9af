#pragma once

#include <QByteArray>
#include <string>
#include <string_view>

#include "cache/stored_response.h"
#include "support/redis_process.h"

namespace sluice::test {

inline const std::string key = "http://a.test/x";

std::string urlOf(const RedisProcess& redis);
QByteArray bytes(std::string_view text);

/// Fresh for a minute.
cache::StoredResponse responseWith(std::string_view body);
cache::StoredResponsePtr shared(cache::StoredResponse response);
/// One that was selected by the request's Accept-Language.
cache::StoredResponsePtr variant(const std::string& language, std::string_view body);
http::HeaderMap speaking(const std::string& language);
/// "nothing" if there is no response.
QByteArray bodyOf(const cache::StoredResponsePtr& response);

}  // namespace sluice::test
