#include "cache/redis/reply.h"

#include <hiredis/hiredis.h>

#include <charconv>

namespace sluice::cache::redis {

std::string_view Reply::error() const {
    if (!m_reply || m_reply->type != REDIS_REPLY_ERROR) return {};
    return {m_reply->str, m_reply->len};
}

std::optional<std::string_view> Reply::text() const {
    if (!m_reply) return {};
    if (m_reply->type != REDIS_REPLY_STRING && m_reply->type != REDIS_REPLY_STATUS) return {};
    return std::string_view(m_reply->str, m_reply->len);
}

std::optional<uint64_t> Reply::number() const {
    if (m_reply && m_reply->type == REDIS_REPLY_INTEGER && m_reply->integer >= 0)
        return static_cast<uint64_t>(m_reply->integer);
    const auto digits = text();
    if (!digits) return {};
    uint64_t number = 0;
    const char* last = digits->data() + digits->size();
    const auto [end, error] = std::from_chars(digits->data(), last, number);
    if (digits->empty() || error != std::errc() || end != last) return {};
    return number;
}

size_t Reply::size() const {
    return m_reply && m_reply->type == REDIS_REPLY_ARRAY ? m_reply->elements : 0;
}

Reply Reply::at(size_t index) const {
    if (index >= size()) return Absence::lost;
    return m_reply->element[index];
}

}  // namespace sluice::cache::redis
