#include "cache/range.h"

#include <algorithm>

#include "cache/entity_tag.h"
#include "cache/http_date.h"
#include "cache/range_field.h"

namespace sluice::cache {

namespace {

using Kind = RangePlan::Kind;

/// RFC 9110 section 13.1.5; true where there is no If-Range.
bool isStillCurrent(const StoredResponse& response, const http::HeaderMap& fields) {
    const auto condition = fields.find("If-Range");
    if (!condition) return true;
    if (fields.count("If-Range") > 1) return false;
    if (condition->starts_with('"') || condition->starts_with("W/"))
        return equalStrongly(parseEntityTag(*condition),
                             parseEntityTag(response.fields.find("ETag").value_or("")));
    const auto modified = response.fields.find("Last-Modified");
    return modified == *condition &&
           isStrongDate(*modified, response.fields.find("Date").value_or(""));
}

/// Nothing if no byte of it is there.
std::optional<ByteRange> resolve(const RangeSpec& spec, uint64_t size) {
    if (!spec.first) {
        if (*spec.last == 0) return std::nullopt;
        return ByteRange{size - std::min(*spec.last, size), size - 1};
    }
    if (*spec.first >= size) return std::nullopt;
    return ByteRange{*spec.first, std::min(spec.last.value_or(size - 1), size - 1)};
}

bool overlap(std::vector<ByteRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const ByteRange& a, const ByteRange& b) { return a.first < b.first; });
    return std::adjacent_find(ranges.begin(), ranges.end(),
                              [](const ByteRange& a, const ByteRange& b) {
                                  return b.first <= a.last;
                              }) != ranges.end();
}

bool asksForEnd(const std::vector<RangeSpec>& specs) {
    return std::any_of(specs.begin(), specs.end(),
                       [](const RangeSpec& spec) { return !spec.first && *spec.last > 0; });
}

RangePlan planOf(const std::vector<RangeSpec>& specs, uint64_t size) {
    // The last bytes of an empty body are satisfiable, but no Content-Range can tell of none.
    if (size == 0 && asksForEnd(specs)) return {};
    RangePlan plan;
    for (const RangeSpec& spec : specs) {
        if (const auto range = resolve(spec, size)) plan.ranges.push_back(*range);
    }
    if (overlap(plan.ranges)) return {};
    plan.kind = plan.ranges.empty()       ? Kind::unsatisfiable
                : plan.ranges.size() == 1 ? Kind::one
                                          : Kind::several;
    return plan;
}

}  // namespace

RangePlan planRange(const StoredResponse& response, const http::RequestHead& request,
                    uint64_t size) {
    const auto field = request.fields.find("Range");
    if (!field || request.method != "GET" || response.status != 200) return {};
    if (request.fields.count("Range") > 1 || !isStillCurrent(response, request.fields)) return {};
    const auto specs = parseRangeField(*field, maxRanges);
    return specs ? planOf(*specs, size) : RangePlan{};
}

http::ResponseHead partialHead(const StoredResponse& response, const ByteRange& range,
                               uint64_t size) {
    http::ResponseHead head;
    head.status = 206;
    head.reason = http::reasonPhrase(206);
    head.fields = response.fields;
    head.fields.set("Content-Range", contentRange(range, size));
    head.framing = {http::Framing::Kind::length, range.length()};
    return head;
}

http::ResponseHead unsatisfiableHead(const StoredResponse& response, uint64_t size) {
    http::ResponseHead head;
    head.status = 416;
    head.reason = http::reasonPhrase(416);
    for (const std::string_view name : {"Date", "ETag", "Vary"}) {
        for (const auto field : response.fields) {
            if (http::equalNames(field.name, name)) head.fields.add(field.name, field.value);
        }
    }
    head.fields.add("Content-Range", "bytes */" + std::to_string(size));
    head.framing = {http::Framing::Kind::length, 0};
    return head;
}

std::string contentRange(const ByteRange& range, uint64_t size) {
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
           std::to_string(size);
}

}  // namespace sluice::cache
