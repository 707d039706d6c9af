#include "support/redis_values.h"

#include "cache/body.h"

namespace sluice::test {

using namespace cache;

std::string urlOf(const RedisProcess& redis) {
    return "redis://127.0.0.1:" + std::to_string(redis.port());
}

QByteArray bytes(std::string_view text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

StoredResponse responseWith(std::string_view body) {
    StoredResponse response;
    response.fields.add("Content-Type", "text/plain");
    response.requested = response.received = wallNow();
    response.reuse.lifetime = Seconds(60);
    response.body = Body::of(body);
    return response;
}

StoredResponsePtr shared(StoredResponse response) {
    return std::make_shared<const StoredResponse>(std::move(response));
}

StoredResponsePtr variant(const std::string& language, std::string_view body) {
    StoredResponse response = responseWith(body);
    response.varyNames = {"accept-language"};
    response.selecting = {{"accept-language", language}};
    return shared(std::move(response));
}

http::HeaderMap speaking(const std::string& language) {
    http::HeaderMap fields;
    fields.add("Accept-Language", language);
    return fields;
}

QByteArray bodyOf(const StoredResponsePtr& response) {
    if (!response) return "nothing";
    Body::Reader reader(response->body);
    QByteArray text;
    for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next())
        text += bytes(piece);
    return text;
}

}  // namespace sluice::test
