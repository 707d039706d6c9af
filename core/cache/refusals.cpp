#include "cache/refusals.h"

#include <utility>

#include "base/hash.h"
#include "cache/credentials.h"
#include "cache/plain_request.h"

namespace sluice::cache {

namespace {

constexpr std::array<std::string_view, 6> requestNames{
    "Cache-Control", "Pragma", "Range", "If-Match", "If-Unmodified-Since", "If-None-Match"};
constexpr std::array<std::string_view, 11> responseNames{
    "Cache-Control", "CDN-Cache-Control", "Pragma",       "Expires",       "Date", "Age", "Vary",
    "ETag",          "Last-Modified",     "Content-Type", "Content-Length"};
constexpr std::string_view hidden = "(not shown)";
/// Of a field's value: nobody's memory is to be filled with it.
constexpr size_t mostBytes = 512;
constexpr size_t mostNames = 16;

template <class Names>
void copy(const http::HeaderMap& from, const Names& names, http::HeaderMap& to) {
    for (const auto field : from) {
        for (const std::string_view name : names) {
            if (http::equalNames(field.name, name)) to.add(name, field.value.substr(0, mostBytes));
        }
    }
}

/// Names of fields without their values: those that tell who asks, or whose meaning is unknown.
void copyNames(const http::HeaderMap& from, const Options& options, http::HeaderMap& to) {
    size_t left = mostNames;
    for (const auto field : from) {
        if (isKnownField(field.name) && !isCredential(field.name, options)) continue;
        to.add(field.name.substr(0, mostBytes), hidden);
        if (--left == 0) return;
    }
}

}  // namespace

bool Refusals::wants(std::string_view key, TimePoint now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    auto& last = m_places[hashOf(key) % places].second;
    return last.load(std::memory_order_relaxed) != second &&
           last.exchange(second, std::memory_order_relaxed) != second;
}

void Refusals::add(Refusal refusal) {
    Place& place = m_places[hashOf(refusal.key) % places];
    std::shared_ptr<const Refusal> next = std::make_shared<const Refusal>(std::move(refusal));
    const std::lock_guard lock(place.mutex);
    place.refusal.swap(next);
}

std::shared_ptr<const Refusal> Refusals::find(std::string_view key) const {
    const Place& place = m_places[hashOf(key) % places];
    const std::lock_guard lock(place.mutex);
    return place.refusal && place.refusal->key == key ? place.refusal : nullptr;
}

Refusal refusalOf(std::string_view key, const http::RequestHead& request,
                  const http::ResponseHead& response, const Options& options) {
    Refusal refusal;
    refusal.key = key;
    refusal.request.method = request.method;
    refusal.request.target = request.target;
    refusal.request.framing = request.framing;
    copy(request.fields, requestNames, refusal.request.fields);
    copyNames(request.fields, options, refusal.request.fields);
    refusal.response.status = response.status;
    copy(response.fields, responseNames, refusal.response.fields);
    if (response.fields.contains("Set-Cookie")) refusal.response.fields.add("Set-Cookie", hidden);
    return refusal;
}

}  // namespace sluice::cache
