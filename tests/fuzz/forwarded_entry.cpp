#include "http/forwarded.h"

#include "fuzz/entry.h"
#include "fuzz/message_stream.h"
#include "http/host.h"
#include "http/original_request.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

std::string checkTrust(std::string_view list, size_t elements) {
    if (!list.ends_with(http::trustedPart(list, [](auto) { return true; })))
        return "what is trusted is no end of the list";
    const auto own = http::trustedPart(list, [](auto) { return false; });
    if (http::parseForwarded(own).size() != std::min<size_t>(elements, 1))
        return "a sender that nobody trusts told of more than one";
    return {};
}

/// The gateway's own element reads back as it was meant, whatever came in.
std::string checkWriting(std::string_view node) {
    const std::string written = http::forwardedFor(node);
    const auto read = http::parseForwarded(written);
    if (read.size() != 1) return "the own element is not one";
    if (!read.front().host.empty() || !read.front().proto.empty()) return "a node tells of more";
    const std::string& back = read.front().node;
    if (back != "unknown" && http::addressOfNode(back) != http::addressOfNode(node))
        return "the own element tells of another node";
    return {};
}

std::string checkAuthority(const std::string& text) {
    if (!http::isAuthority(text)) return {};
    std::string once = text;
    http::normalizeAuthority(once);
    if (!http::isAuthority(once)) return "an authority's one form is none";
    std::string twice = once;
    http::normalizeAuthority(twice);
    return twice == once ? "" : "an authority has more than one form";
}

std::string checkOriginal(std::string_view list) {
    http::RequestHead request;
    request.fields.add("Forwarded", list);
    const std::string authority = http::originalRequest(request).authority;
    return authority.empty() || http::isAuthority(authority) ? "" : "no authority was believed";
}

}  // namespace

/// A Forwarded field, an address that came in another one, or an authority.
std::string check(std::string_view input) {
    if (!isOneLine(input)) return {};  // such bytes never come out of a head
    const auto elements = http::parseForwarded(input);
    for (size_t i = 0; i < elements.size(); ++i) {
        if (elements[i].offset >= input.size()) return "an element begins outside of its list";
        if (i > 0 && elements[i].offset <= elements[i - 1].offset) return "elements out of order";
        if (auto violation = checkWriting(elements[i].node); !violation.empty()) return violation;
        if (auto violation = checkAuthority(elements[i].host); !violation.empty()) return violation;
    }
    std::string violation = checkTrust(input, elements.size());
    if (violation.empty()) violation = checkWriting(input);
    if (violation.empty()) violation = checkAuthority(std::string(input));
    return violation.empty() ? checkOriginal(input) : violation;
}

}  // namespace sluice::fuzz
