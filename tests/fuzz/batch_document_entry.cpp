#include "gateway/batch_document.h"

#include "fuzz/entry.h"
#include "http/hop_by_hop.h"
#include "http/parser.h"
#include "http/serializer.h"

namespace sluice::fuzz {

const int mutations = 5000;

namespace {

/// Whether the item, sent over a connection, would be read as this one request.
std::string checkSmuggling(const gateway::BatchRequest& request) {
    std::string wire;
    http::appendRequestHead(wire, request.head);
    wire += request.body;
    http::RequestHead head;
    http::RequestParser parser({});
    parser.reset(head);
    size_t consumed = 0;
    std::string body;
    for (;;) {
        const auto step = parser.advance(std::string_view(wire).substr(consumed));
        if (!step) return "what was read is no request: " + step.error().message;
        consumed += step->consumed;
        body.append(step->body);
        if (step->kind == http::ParseStep::Kind::complete) break;
        if (step->kind == http::ParseStep::Kind::needMore) return "an item is less than a request";
    }
    if (consumed != wire.size()) return "an item is more than a request";
    if (body != request.body) return "an item's body is another";
    return head.target == request.head.target ? "" : "an item's target is another";
}

std::string checkRequest(const gateway::BatchRequest& request) {
    if (!request.error.empty()) return {};
    for (const auto field : request.head.fields) {
        if (http::hopByHopFields.contains(field.name)) return "an item has a field of a connection";
    }
    if (!request.head.target.starts_with('/')) return "an item has no path";
    return checkSmuggling(request);
}

}  // namespace

/// The document of a batch.
std::string check(std::string_view input) {
    const listener::BatchOptions options;
    const auto requests =
        gateway::readBatch(input, {.options = options, .limits = {}, .host = "gateway.test"});
    if (!requests) {
        const gateway::BatchError& error = requests.error();
        if (error.text.empty()) return "refused without a reason";
        return error.line > 0 && error.column > 0 ? "" : "an error is nowhere";
    }
    if (requests->size() > options.maxRequests) return "more items than are allowed";
    for (const gateway::BatchRequest& request : *requests) {
        if (auto violation = checkRequest(request); !violation.empty()) return violation;
    }
    return {};
}

}  // namespace sluice::fuzz
