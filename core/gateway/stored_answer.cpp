#include "gateway/stored_answer.h"

#include <limits>

#include "cache/age.h"
#include "cache/conditional.h"
#include "gateway/forwarding.h"
#include "http/serializer.h"

namespace sluice::gateway {

namespace {

constexpr uint64_t allBytes = std::numeric_limits<uint64_t>::max();
/// Stands for a length that is not known yet.
constexpr uint64_t anyLength = std::numeric_limits<int64_t>::max();
/// A range that begins so far behind what is there is worth waiting for.
constexpr uint64_t mostAhead = 1024 * 1024;

bool hasNoContent(int status) {
    return status == 204 || status == 304;
}

}  // namespace

StoredAnswer::StoredAnswer(const Attempt::Order& order, listener::ResponseSink& sink,
                           cache::StoredResponsePtr stored, cache::WallTime at)
    : m_order(order),
      m_sink(sink),
      m_stored(std::move(stored)),
      m_at(at),
      m_reader(m_stored->body),
      m_heads(order.gateway.spareHeads().take()) {
    choose();
}

StoredAnswer::~StoredAnswer() {
    m_order.gateway.spareHeads().giveBack(std::move(m_heads));
}

event::Task<> StoredAnswer::send(const cache::CacheStatus& status, const http::HeaderMap& own,
                                 bool mayKeepAlive) {
    for (const auto field : own)
        m_heads->response.fields.add(field.name, field.value);
    addFields(status);
    m_sink.begin(m_heads->response, m_order.request, mayKeepAlive);
    if (m_parts || !writeRange(m_reader, m_bytes)) return sendBody();
    end();
    return m_sink.blocked() ? flush() : event::Task<>::ready();
}

/// Where it does not go out at once.
event::Task<> StoredAnswer::sendBody() {
    if (m_parts) {
        co_await sendParts();
    } else {
        co_await sendRange(m_reader, m_bytes);
    }
    end();
    if (m_sink.blocked()) co_await m_sink.flush();
}

event::Task<> StoredAnswer::flush() {
    co_await m_sink.flush();
}

void StoredAnswer::end() {
    if (m_sink.failed()) return;
    if (m_brokeOff) return m_sink.abort();
    const bool told = m_whole && m_stored->body->state() == cache::Body::State::complete;
    if (!told) return m_sink.finish();
    m_sink.finish(forwardTrailers(m_stored->body->trailers(), m_order.route.responseFields));
}

event::Task<bool> StoredAnswer::reach(TimePoint deadline) {
    if (!isHere()) return event::Task<bool>::ready(false);
    return m_reader.reach(*m_awaited, deadline);
}

void StoredAnswer::choose() {
    using Kind = cache::RangePlan::Kind;
    const cache::Body& body = *m_stored->body;
    if (cache::isNotModified(*m_stored, m_order.request)) {
        m_heads->response = cache::notModifiedHead(*m_stored);
        return;
    }
    cache::RangePlan plan;
    const auto length = body.length();
    if (m_order.request.fields.contains("Range"))
        plan = cache::planRange(*m_stored, m_order.request, length.value_or(anyLength));
    if (plan.kind == Kind::whole) return chooseWhole();
    m_isForServer = !holds(plan, length);
    if (!m_isForServer) chooseRanges(plan, *length);
}

/// Whether the bytes are there, or will be soon.
bool StoredAnswer::holds(const cache::RangePlan& plan, std::optional<uint64_t> length) {
    using Kind = cache::RangePlan::Kind;
    const cache::Body& body = *m_stored->body;
    if (!length || body.state() == cache::Body::State::failed) return false;
    if (plan.kind == Kind::unsatisfiable || body.size() == *length) return true;
    m_awaited = plan.ranges.front().first;
    return plan.kind == Kind::one && *m_awaited <= body.size() + mostAhead;
}

void StoredAnswer::chooseRanges(const cache::RangePlan& plan, uint64_t length) {
    using Kind = cache::RangePlan::Kind;
    http::ResponseHead& head = m_heads->response;
    if (plan.kind == Kind::unsatisfiable) {
        head = cache::unsatisfiableHead(*m_stored, length);
    } else if (plan.kind == Kind::one) {
        head = cache::partialHead(*m_stored, plan.ranges.front(), length);
        m_reader.skip(plan.ranges.front().first);
        m_bytes = plan.ranges.front().length();
    } else {
        m_parts.emplace(*m_stored, plan.ranges, length, cache::MultipartRanges::newBoundary());
        head = m_parts->head();
    }
}

void StoredAnswer::chooseWhole() {
    http::ResponseHead& head = m_heads->response;
    head.clear();
    head.status = m_stored->status;
    head.reason = m_stored->reason;
    head.fields.assign(m_stored->fields);
    const auto length = m_stored->body->length();
    if (hasNoContent(head.status)) {
        head.framing = {};
    } else if (length) {
        head.framing = {http::Framing::Kind::length, *length};
    } else {
        head.framing = {http::Framing::Kind::chunked};
    }
    if (m_order.request.method == "HEAD") {
        if (length && !hasNoContent(head.status)) http::setFramingFields(head.fields, head.framing);
        head.framing = {};
    }
    m_whole = head.framing.hasBody();
    m_bytes = m_whole ? allBytes : 0;
}

void StoredAnswer::addFields(const cache::CacheStatus& status) {
    http::ResponseHead& head = m_heads->response;
    head.minorVersion = 1;
    if (status.hit()) head.fields.remove("X-Request-Id");
    const std::string age = cache::ageField(*m_stored, m_at);
    if (status.hit() || age != "0") head.fields.add("Age", age);
    addOwnFields(head, m_order.route, m_order.requestId);
    addVary(m_order.target.chosenBy, head.fields);
    cache::addCacheStatus(status, head.fields);
}

/// Writes what is there. False: there is more to come, or the client must read first.
bool StoredAnswer::writeRange(cache::Body::Reader& reader, uint64_t& bytes) {
    while (bytes > 0 && !m_sink.failed()) {
        if (m_sink.blocked()) return false;
        const std::string_view piece = reader.next().substr(0, bytes);
        if (piece.empty()) {
            m_brokeOff = reader.ended() && reader.failed();
            return reader.ended();
        }
        bytes -= piece.size();
        m_sink.write(piece, piece.size() < 4096 && bytes > 0);
    }
    return true;
}

event::Task<> StoredAnswer::sendRange(cache::Body::Reader& reader, uint64_t bytes) {
    while (!writeRange(reader, bytes)) {
        if (!m_sink.blocked()) m_sink.push();
        if (m_sink.blocked()) {
            co_await m_sink.flush();
        } else {
            co_await reader.wait(TimePoint::max());
        }
    }
}

event::Task<> StoredAnswer::sendParts() {
    for (const auto& part : m_parts->parts()) {
        m_sink.write(part.head, true);
        cache::Body::Reader reader(m_stored->body);
        if (!reader.valid()) {
            m_brokeOff = true;
            co_return;
        }
        reader.skip(part.range.first);
        co_await sendRange(reader, part.range.length());
        if (m_brokeOff || m_sink.failed()) co_return;
    }
    m_sink.write(m_parts->end(), true);
}

}  // namespace sluice::gateway
