#include "upstream/transport/reply_head.h"

#include <algorithm>
#include <optional>
#include <string>

#include "http/ascii.h"
#include "http/response_rules.h"

namespace sluice::upstream {

namespace {

using Checked = Result<void, http::ParseError>;

constexpr http::CharSet tokenChars{[](char c) { return http::isTokenChar(c); }};
constexpr http::CharSet valueChars{
    [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f'); }};

std::string_view view(const QByteArray& bytes) {
    return {bytes.data(), static_cast<size_t>(bytes.size())};
}

Checked addLine(std::string_view name, std::string_view value, http::HeaderMap& fields) {
    if (name.empty() || !tokenChars.containsAll(name) || !valueChars.containsAll(value)) {
        return tl::unexpected(http::ParseError{400, "a field of the answer has invalid bytes"});
    }
    fields.add(name, http::trimmed(value));
    return {};
}

Checked addLines(std::string_view name, std::string_view values, http::HeaderMap& fields) {
    if (!http::equalNames(name, "Set-Cookie")) return addLine(name, values, fields);
    for (;;) {
        const size_t end = values.find('\n');
        if (const auto added = addLine(name, values.substr(0, end), fields); !added) return added;
        if (end == values.npos) return {};
        values.remove_prefix(end + 1);
    }
}

std::string_view after(std::string_view before, std::string_view values) {
    if (before.empty()) return values;
    values.remove_prefix(std::min(before.size(), values.size()));
    if (values.starts_with(", ")) return values.substr(2);
    return values.starts_with('\n') ? values.substr(1) : std::string_view();
}

/// Each time, Qt adds what all heads so far have said of a name to what it gave before.
std::optional<std::string_view> ownValues(std::string_view name, std::string_view values,
                                          const InterimFields& interim) {
    const std::string_view sent = after(interim.given.find(name).value_or(""), values);
    const std::string_view before = interim.sent.find(name).value_or("");
    if (!before.empty() && sent.size() <= before.size()) return std::nullopt;
    return after(before, sent);
}

void note(std::string_view name, std::string_view values, InterimFields& interim) {
    const std::string sent(after(interim.given.find(name).value_or(""), values));
    interim.sent.set(name, sent);
    interim.given.set(name, values);
}

http::ControlFields controlFields(const http::HeaderMap& fields) {
    http::ControlFields control;
    for (const auto field : fields) {
        if (http::equalNames(field.name, "Content-Length")) control.contentLength.note(field.value);
        if (http::equalNames(field.name, "Connection")) control.connection.note(field.value);
        if (http::equalNames(field.name, "Transfer-Encoding")) {
            control.transferEncoding.note(field.value);
        }
    }
    return control;
}

}  // namespace

Checked readReplyHead(const QNetworkReply& reply, std::string_view requestMethod,
                      InterimFields& interim, http::ResponseHead& head) {
    head.clear();
    head.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    head.reason =
        view(reply.attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString().toLatin1());
    head.minorVersion = 1;
    for (const auto& [name, value] : reply.rawHeaderPairs()) {
        if (const auto own = ownValues(view(name), view(value), interim)) {
            if (const auto added = addLines(view(name), *own, head.fields); !added) return added;
        }
        if (head.isInterim()) note(view(name), view(value), interim);
    }
    if (head.fields.empty() && head.status >= 200 && head.status != 204 && head.status != 304) {
        return tl::unexpected(
            http::ParseError{400, "the answer has no fields, or one that Qt could not read"});
    }
    const auto checked = http::applyResponseFields(
        controlFields(head.fields), http::requestKind(requestMethod), http::ParserLimits{}, head);
    const bool http2 = reply.attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    if (http2 && head.framing.kind == http::Framing::Kind::untilClose) {
        head.framing.kind = http::Framing::Kind::chunked;
    }
    return checked;
}

}  // namespace sluice::upstream
